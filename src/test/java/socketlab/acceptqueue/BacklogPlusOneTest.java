// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * How many connections does listen(n) hold? One more than n.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link socketlab.experiment.queue.BacklogPlusOne}; {@code ./lab explain backlog-plus-one} prints
 * them. This test is the least code that asks the kernel.
 */
@PrivateNetwork
class BacklogPlusOneTest {

  private static final int TOO_MANY = 3;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 50, 511})
  void listenHoldsOneMoreThanItsBacklog(int backlog) throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(backlog);
        ConnectingClients clients = new ConnectingClients(listener.getLocalAddress())) {

      clients.connect(backlog + 1 + TOO_MANY);

      assertEquals(new ListenQueue(backlog + 1, backlog), ListenQueue.of(listener));
      assertEquals(backlog + 1, clients.in(TcpState.ESTABLISHED));
      assertEquals(TOO_MANY, clients.in(TcpState.SYN_SENT));
    }
  }
}
