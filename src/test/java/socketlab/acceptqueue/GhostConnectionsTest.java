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
 * Does a client that gave up free its place in the accept queue?
 *
 * <pre>
 *   client 1  connects ──▶ ■ ── FIN ──▶ ☐ still there
 *   client 2  connects ──▶ ■ ── FIN ──▶ ☐ still there
 *   client 3  ───────────▶ ✗              full of nobody
 *
 *   accept() ──▶ ☐ read: end of file
 * </pre>
 *
 * <p><b>Expected:</b> no. It holds the place until accept takes it out, and the server does the
 * work of a connection to learn that it is dead. So after a stall a server first works off clients
 * who are gone while those who still wait are turned away.
 *
 * <p><b>Why:</b> a handshake's end puts a whole socket into the queue ({@code
 * inet_csk_reqsk_queue_add}); a FIN or RST changes that socket's state, and only accept takes it
 * out ({@code inet_csk_accept}). POSIX lets accept fail with ECONNABORTED here; Linux does not.
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
