// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerProcessTest {
  private static final String SAYS_THAT_IT_LISTENS = "echo listening on http://127.0.0.1:1; ";

  @Test
  void whoHasEndedIsNamedSoWithItsLastWords() throws Exception {
    try (ServerProcess server = shell("echo out of luck >&2; exit 3")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ProcessHandle.of(server.pid()).isEmpty());
      String expected = "the server has ended: out of luck";
      assertEquals(
          expected, assertThrows(IOException.class, () -> CpuUsage.of(server)).getMessage());
      assertEquals(
          expected, assertThrows(IOException.class, () -> ServerSnapshot.of(server)).getMessage());
    }
  }

  @Test
  void aServersOwnFolderGoesWithIt(@TempDir Path parent) throws Exception {
    Path folder = Files.createDirectories(parent.resolve("own/inner")).getParent();
    Files.writeString(folder.resolve("inner/file"), "");
    // It accepts nothing itself; what is waited for is that somebody does.
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ServerProcess server =
            ServerProcess.start(
                List.of("cat"), (InetSocketAddress) listener.getLocalSocketAddress(), folder)) {
      assertTrue(ProcessHandle.of(server.pid()).isPresent());
      assertTrue(Files.exists(folder));
    }
    assertFalse(Files.exists(folder));
  }

  private static ServerProcess shell(String script) throws Exception {
    return ServerProcess.start(List.of("sh", "-c", SAYS_THAT_IT_LISTENS + script));
  }
}
