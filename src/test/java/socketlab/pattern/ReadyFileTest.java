// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab serve --ready=FILE}: there, whole, while the server listens, and at no other time. */
@Timeout(60)
class ReadyFileTest {
  @TempDir private Path folder;

  @Test
  void itHoldsTheAddressWhileTheServerListens() throws Exception {
    Path ready = folder.resolve("ready");
    try (LabProcess lab = serve(ready, 0)) {
      eventually().until(() -> Files.exists(ready));
      // Whoever sees it may connect at once, and learns the port from it.
      String address = Files.readString(ready).strip();
      assertTrue(address.startsWith("http://127.0.0.1:"), address);
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      lab.terminate();
      assertEquals(0, lab.exitCode());
    }
    assertEquals(List.of(), left());
  }

  @Test
  void oneThatAnEarlierServerLeftIsRemovedBeforeTheStart() throws Exception {
    Path ready = folder.resolve("ready");
    Files.writeString(ready, "http://127.0.0.1:1\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LabProcess lab = serve(ready, taken.getLocalPort())) {
      assertEquals(1, lab.exitCode());
    }
    assertEquals(List.of(), left());
  }

  @Test
  void whatIsNoFileIsLeftAsItIs() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere"));
    for (Path other : List.of(folder, link)) {
      try (LabProcess lab = serve(other, 0)) {
        assertEquals(1, lab.exitCode());
        assertEquals(1, lab.err().size(), lab.err().toString());
        assertTrue(lab.err().getFirst().contains("is no regular file"), lab.err().toString());
      }
    }
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void aFolderThatIsMissingIsToldBeforeTheStart() throws Exception {
    try (LabProcess lab = serve(folder.resolve("none").resolve("ready"), 0)) {
      assertEquals(1, lab.exitCode());
      assertEquals(1, lab.err().size(), lab.err().toString());
      assertFalse(lab.out().stream().anyMatch(line -> line.startsWith("listening")));
    }
  }

  private static LabProcess serve(Path ready, int port) throws IOException {
    return LabProcess.start(
        "serve", "--pattern=single-thread", "--port=" + port, "--ready=" + ready);
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
