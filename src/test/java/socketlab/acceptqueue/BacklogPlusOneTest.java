// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.experiment.queue.BacklogPlusOne.TOO_MANY;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.experiment.queue.BacklogPlusOne;
import socketlab.experiment.tool.queue.FilledQueue;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * How many connections does listen(n) hold?
 *
 * <p><b>Picture and set-up:</b> {@link BacklogPlusOne}, which asks the kernel of the machine at
 * hand; {@code lab explain backlog-plus-one} prints the picture.
 *
 * <p><b>Expected:</b> n + 1. The next client is turned away.
 *
 * <p><b>Why:</b> the queue is full when it holds <i>more</i> than the backlog: {@code
 * sk_acceptq_is_full} in include/net/sock.h tests {@code sk_ack_backlog > sk_max_ack_backlog}. So
 * listen(0) still serves one client at a time.
 */
@PrivateNetwork
class BacklogPlusOneTest {

  @ParameterizedTest
  @MethodSource("socketlab.experiment.queue.BacklogPlusOne#backlogs")
  void listenHoldsOneMoreThanItsBacklog(int backlog) throws IOException {
    // As many clients come as there should be places, and TOO_MANY more.
    try (FilledQueue queue = BacklogPlusOne.overfill(backlog)) {
      assertEquals(new ListenQueue(backlog + 1, backlog), ListenQueue.of(queue.listener()));
      assertEquals(backlog + 1, queue.clients().in(TcpState.ESTABLISHED));
      assertEquals(TOO_MANY, queue.clients().in(TcpState.SYN_SENT));
    }
  }
}
