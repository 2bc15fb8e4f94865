// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * What backlog does a server get when it asks for more than the system allows? The smaller of the
 * two.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link socketlab.experiment.queue.BacklogClamp}; {@code ./lab explain backlog-clamp} prints them.
 * This test is the least code that asks the kernel.
 */
@PrivateNetwork
class BacklogClampTest {

  @Test
  void theSmallerOfRequestAndSomaxconnCounts() throws IOException {
    try (var _ = TemporarySysctl.set("net.core.somaxconn", 16);
        ServerSocketChannel listener = Listeners.listen(1000);
        ConnectingClients clients = new ConnectingClients(listener.getLocalAddress())) {

      clients.connect(20);

      assertEquals(new ListenQueue(17, 16), ListenQueue.of(listener));
      assertEquals(17, clients.in(TcpState.ESTABLISHED));
      assertEquals(3, clients.in(TcpState.SYN_SENT));
    }
  }

  @Test
  void aSmallerRequestIsLeftAlone() throws IOException {
    try (var _ = TemporarySysctl.set("net.core.somaxconn", 16);
        ServerSocketChannel listener = Listeners.listen(15)) {
      assertEquals(15, ListenQueue.of(listener).cap());
    }
  }

  @Test
  void aListenerKeepsItsCapUntilListenIsCalledAgain() throws IOException {
    try (var _ = TemporarySysctl.set("net.core.somaxconn", 16);
        ServerSocketChannel listener = Listeners.listen(1000)) {
      try (var _ = TemporarySysctl.set("net.core.somaxconn", 64)) {
        assertEquals(16, ListenQueue.of(listener).cap());

        ListenQueue.listen(listener, 1000);
        assertEquals(64, ListenQueue.of(listener).cap());
      }
      assertEquals(64, ListenQueue.of(listener).cap());
    }
  }
}
