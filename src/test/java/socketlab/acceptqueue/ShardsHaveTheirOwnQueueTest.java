// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

/**
 * Do the listeners of one port (SO_REUSEPORT) share a queue?
 *
 * <pre>
 *                     ┌▶ shard 0  ■■■   full
 *   SYN ── hash of ───┤
 *          4-tuple    └▶ shard 1  □□□   empty
 *
 *   a client whose hash says 0 is dropped, though shard 1 has room
 * </pre>
 *
 * <p><b>Expected:</b> no. Each has its own, with its own backlog; the port holds shards × (backlog
 * + 1). But room in one is no use to a client whose hash chose another.
 *
 * <p><b>Why:</b> {@code reuseport_select_sock} in net/core/sock_reuseport.c picks the listener by
 * the hash alone; that its queue is full is found out afterwards, by {@code tcp_conn_request}. So
 * one shard that stalls loses its share of the clients.
 */
@PrivateNetwork
class ShardsHaveTheirOwnQueueTest {

  private static final int BACKLOG = 4;

  @Test
  void thePortHoldsShardsTimesBacklogPlusOne() throws IOException {
    try (Shards shards = Shards.listen(3, BACKLOG);
        ConnectingClients clients = new ConnectingClients(shards.address())) {

      fill(shards, clients);

      for (int i = 0; i < 3; i++) {
        assertEquals(new ListenQueue(BACKLOG + 1, BACKLOG), ListenQueue.of(shards.get(i)));
      }
      assertEquals(3 * (BACKLOG + 1), clients.in(TcpState.ESTABLISHED));
    }
  }

  @Test
  void roomInOneShardIsNoUseToAClientOfAnother() throws IOException {
    try (Shards shards = Shards.listen(2, BACKLOG);
        ConnectingClients clients = new ConnectingClients(shards.address())) {
      fill(shards, clients);
      long droppedBefore = clients.in(TcpState.SYN_SENT);

      // Shard 1 always has room. Each client meets shard 0 with probability 1/2: that none of 50
      // does happens once in 10^15 runs.
      int newClients = 50;
      for (int i = 0; i < newClients; i++) {
        drain(shards, 1);
        clients.connect(1);
      }

      long dropped = clients.in(TcpState.SYN_SENT) - droppedBefore;
      assertTrue(dropped > 0 && dropped < newClients, dropped + " of " + newClients);
      assertEquals(BACKLOG + 1, shards.queued(0));
    }
  }

  /** Connects until every queue is full. */
  private static void fill(Shards shards, ConnectingClients clients) throws IOException {
    while (!shards.all().stream().allMatch(shard -> ListenQueue.of(shard).isFull())) {
      clients.connect(1);
    }
  }

  private static void drain(Shards shards, int index) throws IOException {
    SocketChannel accepted;
    while ((accepted = shards.get(index).accept()) != null) {
      accepted.close();
    }
  }
}
