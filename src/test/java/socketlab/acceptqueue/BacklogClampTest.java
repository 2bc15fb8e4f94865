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
 * What does a server get that asks for more than the system allows?
 *
 * <pre>
 *   net.core.somaxconn = 16
 *
 *   listen(1000) ──▶ min(1000, 16) = 16 ──▶ holds 17      no error, no warning
 *                                             │
 *   somaxconn = 64 ───────────────────────────┼──▶ still 17
 *   listen(1000) again ───────────────────────┴──▶ now  65
 * </pre>
 *
 * <p><b>Expected:</b> silently, the smaller of the two; and a listener keeps what it got, whatever
 * somaxconn becomes, until listen is called again.
 *
 * <p><b>Why:</b> {@code __sys_listen} in net/socket.c reads somaxconn once, at the call; listen(2).
 * To see it, ask the kernel for the cap: {@code ss -lnt}, column Send-Q.
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
