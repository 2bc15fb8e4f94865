// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static socketlab.experiment.sharing.ShardClose.CLIENTS;
import static socketlab.experiment.sharing.ShardClose.MIGRATE;
import static socketlab.experiment.sharing.ShardClose.MIGRATED;

import java.io.IOException;
import java.net.SocketException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import socketlab.experiment.sharing.ShardClose;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.FilledShards;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

/**
 * What becomes of the clients in the queue of a shard that closes?
 *
 * <p><b>Picture and set-up:</b> {@link ShardClose}, which asks the kernel of the machine at hand;
 * {@code lab explain shard-close} prints the picture.
 *
 * <p><b>Expected:</b> each of them is reset, though other shards could have served them; the queues
 * of the others do not notice. With net.ipv4.tcp_migrate_req = 1 they move to the other shards
 * instead, and nobody is reset.
 *
 * <p><b>Why:</b> {@code inet_csk_listen_stop} in net/ipv4/inet_connection_sock.c throws away what
 * the queue holds, unless {@code reuseport_migrate_sock} finds another listener;
 * Documentation/networking/ip-sysctl.rst, tcp_migrate_req (Linux 5.14). That is how a rolling
 * restart with SO_REUSEPORT loses connections that it had already welcomed.
 */
@PrivateNetwork
class ShardCloseTest {

  @Test
  void closingAShardResetsItsQueueAndOnlyThat() throws IOException {
    try (var _ = TemporarySysctl.set(MIGRATE, 0);
        FilledShards filled = ShardClose.fill()) {
      int closing = filled.longest();
      int[] queued = filled.queued();
      assertEquals(CLIENTS, IntStream.of(queued).sum());
      NetCounters before = NetCounters.read();

      filled.shards().get(closing).close();

      ConnectingClients clients = filled.clients();
      Awaitility.await().until(() -> clients.in(TcpState.CLOSE) == queued[closing]);
      assertEquals(CLIENTS - queued[closing], clients.in(TcpState.ESTABLISHED));
      for (int shard = 0; shard < queued.length; shard++) {
        if (shard != closing) {
          assertEquals(queued[shard], filled.shards().queued(shard));
        }
      }
      assertEquals(queued[closing], NetCounters.read().since(before, "TcpOutRsts"));
      // The client learns of it at its next call.
      var thrown =
          assertThrows(SocketException.class, () -> clients.first(TcpState.CLOSE).finishConnect());
      assertEquals("Connection reset by peer", thrown.getMessage());
    }
  }

  @Test
  void withMigrationTheyMoveToTheOtherShards() throws IOException {
    try (var _ = TemporarySysctl.set(MIGRATE, 1);
        FilledShards filled = ShardClose.fill()) {
      int moving = filled.queued()[filled.longest()];
      NetCounters before = NetCounters.read();

      filled.shards().get(filled.longest()).close();

      assertEquals(CLIENTS, filled.shards().queued());
      assertEquals(CLIENTS, filled.clients().in(TcpState.ESTABLISHED));
      NetCounters after = NetCounters.read();
      assertEquals(0, after.since(before, "TcpOutRsts"));
      assertEquals(moving, after.since(before, MIGRATED));
    }
  }
}
