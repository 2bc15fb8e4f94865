// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

/**
 * A shard closes: what happens to the clients that wait in its queue? They are reset, unless
 * tcp_migrate_req is 1.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link socketlab.experiment.sharing.ShardClose}; {@code ./lab explain shard-close} prints them.
 * This test is the least code that asks the kernel.
 */
@PrivateNetwork
class ShardCloseTest {

  private static final int CLIENTS = 60;

  @Test
  void closingAShardResetsItsQueueAndOnlyThat() throws IOException {
    try (var _ = TemporarySysctl.set("net.ipv4.tcp_migrate_req", 0);
        Shards shards = Shards.listen(3, 100);
        ConnectingClients clients = new ConnectingClients(shards.address()).connect(CLIENTS)) {
      int[] queued = {shards.queued(0), shards.queued(1), shards.queued(2)};
      assertEquals(CLIENTS, queued[0] + queued[1] + queued[2]);
      // Empty once in 10^10 runs, (2/3)^60.
      assertTrue(queued[1] > 0);
      NetCounters before = NetCounters.read();

      shards.get(1).close();

      Awaitility.await().until(() -> clients.in(TcpState.CLOSE) == queued[1]);
      assertEquals(CLIENTS - queued[1], clients.in(TcpState.ESTABLISHED));
      assertEquals(queued[0], shards.queued(0));
      assertEquals(queued[2], shards.queued(2));
      assertEquals(queued[1], NetCounters.read().since(before, "TcpOutRsts"));
      // The client learns of it at its next call.
      var thrown =
          assertThrows(SocketException.class, () -> clients.first(TcpState.CLOSE).finishConnect());
      assertEquals("Connection reset by peer", thrown.getMessage());
    }
  }

  @Test
  void withMigrationTheyMoveToTheOtherShards() throws IOException {
    try (var _ = TemporarySysctl.set("net.ipv4.tcp_migrate_req", 1);
        Shards shards = Shards.listen(3, 100);
        ConnectingClients clients = new ConnectingClients(shards.address()).connect(CLIENTS)) {
      int moving = shards.queued(1);
      assertTrue(moving > 0);
      NetCounters before = NetCounters.read();

      shards.get(1).close();

      assertEquals(CLIENTS, shards.queued(0) + shards.queued(2));
      assertEquals(CLIENTS, clients.in(TcpState.ESTABLISHED));
      NetCounters after = NetCounters.read();
      assertEquals(0, after.since(before, "TcpOutRsts"));
      assertEquals(moving, after.since(before, "TcpExtTCPMigrateReqSuccess"));
    }
  }
}
