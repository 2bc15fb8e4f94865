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
 * How many connections does listen(n) hold?
 *
 * <pre>
 *   listen(2), nobody accepts
 *
 *   client 1  ──SYN──▶ ■        ESTABLISHED
 *   client 2  ──SYN──▶ ■        ESTABLISHED
 *   client 3  ──SYN──▶ ■  ◀──── the one more
 *   client 4  ──SYN──▶ ✗        SYN_SENT
 * </pre>
 *
 * <p><b>Expected:</b> n + 1. The next client is turned away.
 *
 * <p><b>Why:</b> the queue is full when it holds <i>more</i> than the backlog: {@code
 * sk_acceptq_is_full} in include/net/sock.h tests {@code sk_ack_backlog > sk_max_ack_backlog}. So
 * listen(0) still serves one client at a time.
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
