// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

/**
 * What does the server's machine see of a full accept queue?
 *
 * <pre>
 *   SYN of client 4   ──▶ ■■■ full   ListenOverflows + 1, ListenDrops + 1
 *   SYN of client 5   ──▶ ■■■ full   ListenOverflows + 1, ListenDrops + 1
 *   client 4, 1 s later ▶ ■■■ full   ListenOverflows + 1, ListenDrops + 1
 * </pre>
 *
 * <p><b>Expected:</b> each SYN that is dropped adds one to both counters. They count SYNs, not
 * clients: one client that waits long adds many. The application itself sees nothing.
 *
 * <p><b>Why:</b> {@code tcp_conn_request} in net/ipv4/tcp_input.c counts LINUX_MIB_LISTENOVERFLOWS
 * and, as for every SYN it drops, LINUX_MIB_LISTENDROPS. Documentation/networking/snmp_counter.rst.
 * In a shell: {@code nstat -az TcpExtListen*}.
 */
@PrivateNetwork
class OverflowCounterTest {

  private static final int TOO_MANY = 7;

  @Test
  void eachDroppedSynCountsOnceInBoth() throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(2);
        ConnectingClients clients = new ConnectingClients(listener.getLocalAddress())) {
      NetCounters before = NetCounters.read();

      clients.connect(3 + TOO_MANY);

      assertEquals(TOO_MANY, clients.in(TcpState.SYN_SENT));
      // A retry may come between two readings; each side of the sum is then read again.
      Awaitility.await().until(() -> clients.overflows() == clients.synsSentInVain());
      Awaitility.await()
          .until(
              () -> {
                NetCounters now = NetCounters.read();
                return now.since(before, "TcpExtListenDrops") == clients.synsSentInVain();
              });
    }
  }

  @Test
  void whoIsAdmittedCountsInNeither() throws IOException {
    try (ServerSocketChannel listener = Listeners.listen(2);
        ConnectingClients clients = new ConnectingClients(listener.getLocalAddress())) {
      NetCounters before = NetCounters.read();

      clients.connect(3);

      assertEquals(3, clients.in(TcpState.ESTABLISHED));
      NetCounters after = NetCounters.read();
      assertEquals(0, after.since(before, "TcpExtListenOverflows"));
      assertEquals(0, after.since(before, "TcpExtListenDrops"));
      assertEquals(3, after.since(before, "TcpPassiveOpens"));
    }
  }
}
