// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

/**
 * Does a client that gives up free its place in the accept queue? No, only accept does.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link socketlab.experiment.queue.GhostConnections}; {@code ./lab explain ghost-connections}
 * prints them. This test is the least code that asks the kernel.
 */
@PrivateNetwork
class GhostConnectionsTest {

  @Test
  void aClientThatClosedStillHoldsItsPlace() throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(1);
        ConnectingClients later = new ConnectingClients(listener.getLocalAddress())) {
      for (int i = 0; i < 2; i++) {
        SocketChannel.open(listener.getLocalAddress()).close();
      }

      later.connect(1);

      assertEquals(new ListenQueue(2, 1), ListenQueue.of(listener));
      assertEquals(1, later.in(TcpState.SYN_SENT));
    }
  }

  @Test
  void acceptHandsOutTheGhostWhoReadsEndOfFile() throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(1)) {
      SocketChannel.open(listener.getLocalAddress()).close();

      try (SocketChannel ghost = listener.accept()) {
        assertEquals(-1, ghost.read(ByteBuffer.allocate(1)));
      }
    }
  }

  @Test
  void aClientThatResetHoldsItTooAndReadFails() throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(1)) {
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      // Close with RST instead of FIN.
      client.setOption(StandardSocketOptions.SO_LINGER, 0).close();

      assertEquals(new ListenQueue(1, 1), ListenQueue.of(listener));
      try (SocketChannel ghost = listener.accept()) {
        Awaitility.await().until(() -> TcpInfo.of(ghost).state() == TcpState.CLOSE);
        var thrown = assertThrows(SocketException.class, () -> ghost.read(ByteBuffer.allocate(1)));
        assertEquals("Connection reset", thrown.getMessage());
      }
    }
  }
}
