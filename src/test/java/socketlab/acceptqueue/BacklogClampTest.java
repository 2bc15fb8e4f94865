// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.experiment.queue.BacklogClamp.LARGE;
import static socketlab.experiment.queue.BacklogClamp.REQUESTED;
import static socketlab.experiment.queue.BacklogClamp.SMALL;
import static socketlab.experiment.queue.BacklogClamp.SOMAXCONN;
import static socketlab.experiment.queue.BacklogClamp.TOO_MANY;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.experiment.queue.BacklogClamp;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.FilledQueue;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * What backlog does a server get when it asks for more than the system allows? The smaller of the
 * two.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link BacklogClamp}; {@code ./lab explain backlog-clamp} prints them. This test takes the set-up
 * from it too.
 */
@PrivateNetwork
class BacklogClampTest {

  @Test
  void theSmallerOfRequestAndSomaxconnCounts() throws IOException {
    try (var _ = TemporarySysctl.set(SOMAXCONN, SMALL);
        FilledQueue queue = BacklogClamp.overfill()) {
      assertEquals(new ListenQueue(SMALL + 1, SMALL), ListenQueue.of(queue.listener()));
      assertEquals(SMALL + 1, queue.clients().in(TcpState.ESTABLISHED));
      assertEquals(TOO_MANY, queue.clients().in(TcpState.SYN_SENT));
    }
  }

  @Test
  void aSmallerRequestIsLeftAlone() throws IOException {
    try (var _ = TemporarySysctl.set(SOMAXCONN, SMALL);
        ServerSocketChannel listener = Listeners.listen(SMALL - 1)) {
      assertEquals(SMALL - 1, ListenQueue.of(listener).cap());
    }
  }

  @Test
  void aListenerKeepsItsCapUntilListenIsCalledAgain() throws IOException {
    try (var _ = TemporarySysctl.set(SOMAXCONN, SMALL);
        ServerSocketChannel listener = Listeners.listen(REQUESTED)) {
      try (var _ = TemporarySysctl.set(SOMAXCONN, LARGE)) {
        assertEquals(SMALL, ListenQueue.of(listener).cap());

        ListenQueue.listen(listener, REQUESTED);
        assertEquals(LARGE, ListenQueue.of(listener).cap());
      }
      assertEquals(LARGE, ListenQueue.of(listener).cap());
    }
  }
}
