// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;

@OnLinux
class DescriptorsTest {

  /** /proc/self/fd/N is a link to socket:[inode], and the socket table knows the inode's port. */
  @Test
  void theDescriptorIsThatOfTheSocket() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      assertEquals(
          connection.listener().socket().getLocalPort(),
          portOf(Descriptors.of(connection.listener())));
      assertEquals(
          connection.client().socket().getLocalPort(), portOf(Descriptors.of(connection.client())));
    }
  }

  private static int portOf(int fd) throws IOException {
    String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    return TcpSocketRow.readAll().stream()
        .filter(row -> link.equals("socket:[" + row.inode() + "]"))
        .findFirst()
        .orElseThrow()
        .local()
        .getPort();
  }

  @Test
  void aClosedChannelHasNone() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.close();
    var thrown = assertThrows(IllegalArgumentException.class, () -> Descriptors.of(listener));
    assertTrue(thrown.getMessage().contains("closed"), thrown.getMessage());
  }

  @Test
  void aChannelThatIsNoSocketHasNone() throws IOException {
    try (ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(new byte[0]))) {
      assertThrows(IllegalArgumentException.class, () -> Descriptors.of(bytes));
    }
  }
}
