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
 * A shard closes: what happens to the clients that wait in its queue? They are reset, unless
 * tcp_migrate_req is 1.
 *
 * <p>The picture, the expected outcome and its source in the kernel are those of the experiment
 * {@link ShardClose}; {@code ./lab explain shard-close} prints them. This test takes the set-up
 * from it too.
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
