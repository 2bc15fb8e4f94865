// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.experiment.queue.GhostConnections;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.Ghosts;
import socketlab.experiment.tool.queue.Ghosts.Departure;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * Does a client that gave up free its place in the accept queue?
 *
 * <p><b>Picture:</b> {@link GhostConnections}, which asks the kernel of the machine at hand; {@code
 * lab explain ghost-connections} prints the picture.
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

  @ParameterizedTest
  @EnumSource
  void aClientThatLeftStillHoldsItsPlace(Departure how) throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(1);
        ConnectingClients later = new ConnectingClients(listener)) {
      Ghosts.leave(listener, how);
      Ghosts.leave(listener, how);

      later.connect(1);

      assertEquals(new ListenQueue(2, 1), ListenQueue.of(listener));
      assertEquals(1, later.in(TcpState.SYN_SENT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void acceptHandsOutTheGhostAndReadTellsHowItLeft(Departure how) throws Exception {
    try (ServerSocketChannel listener = Listeners.listen(1)) {
      Ghosts.leave(listener, how);

      // End of file, or "Connection reset".
      assertEquals(how, Ghosts.accept(listener));
      assertEquals(new ListenQueue(0, 1), ListenQueue.of(listener));
    }
  }
}
