// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

/**
 * What does a client see of a server whose accept queue is full?
 *
 * <pre>
 *   client                      server
 *     │ ───────── SYN ─────────▶  ■■■ full: dropped
 *     │                            (no SYN-ACK, no RST, no ICMP)
 *     │ SYN_SENT
 *     │ ───────── SYN ─────────▶   1 s later, again
 * </pre>
 *
 * <p><b>Expected:</b> nothing. It is not refused: it waits in SYN_SENT, and its TCP sends the SYN
 * again after 1 s and more. That is why overload looks to it like a slow network.
 * tcp_abort_on_overflow changes nothing.
 *
 * <p><b>Why:</b> {@code tcp_conn_request} in net/ipv4/tcp_input.c drops the SYN.
 * tcp_abort_on_overflow is asked later, when the ACK that ends a handshake finds the queue filled
 * meanwhile (tcp_check_req in tcp_minisocks.c), which over loopback does not come about.
 */
@PrivateNetwork
class FullQueueIsSilentTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void aClientThatFindsTheQueueFullHearsNothing(long abortOnOverflow) throws IOException {
    try (var _ = TemporarySysctl.set("net.ipv4.tcp_abort_on_overflow", abortOnOverflow);
        ServerSocketChannel listener = Listeners.listen(0);
        ConnectingClients clients = new ConnectingClients(listener.getLocalAddress())) {
      clients.connect(1);
      NetCounters before = NetCounters.read();

      clients.connect(5);

      assertEquals(5, clients.in(TcpState.SYN_SENT));
      // A refused client would throw here.
      assertFalse(clients.first(TcpState.SYN_SENT).finishConnect());
      NetCounters after = NetCounters.read();
      assertEquals(0, after.since(before, "TcpOutRsts"));
      assertEquals(0, after.since(before, "IcmpOutMsgs"));
      assertEquals(0, after.since(before, "TcpPassiveOpens"));
    }
  }
}
