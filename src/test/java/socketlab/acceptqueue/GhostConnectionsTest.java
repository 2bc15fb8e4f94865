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
 * Does a client that gives up free its place in the accept queue? No, only accept does.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link GhostConnections}; {@code ./lab explain ghost-connections} prints them. The clients that
 * left are those of the experiment, too.
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
