// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.linux.PrivateNetwork;

/**
 * How evenly does the kernel spread connections over the shards of a port?
 *
 * <pre>
 *   10,000 connects over 8 shards
 *
 *   0 ████████████▌ 1,263        the mean is 1,250
 *   1 ████████████  1,211        one standard deviation is √(10,000 · 1/8 · 7/8) = 33
 *   2 ████████████▋ 1,271        (an example, not a promise)
 *   …
 * </pre>
 *
 * <p><b>Expected:</b> as dice would: binomial. Many connections are spread evenly, few are not: of
 * two connections on three shards both fall on one in a third of cases. Nobody looks at who is
 * busy.
 *
 * <p><b>Why:</b> {@code reuseport_select_sock} in net/core/sock_reuseport.c scales a hash of both
 * addresses and ports to the number of shards ({@code reciprocal_scale}).
 */
@PrivateNetwork
class ShardFairnessTest {

  private static final int CONNECTS = 10_000;
  private static final int SHARDS = 8;

  @Test
  void everyShardIsWithinFiveStandardDeviationsOfItsShare() throws IOException {
    int[] accepted = new int[SHARDS];
    try (Shards shards = Shards.listen(SHARDS, 1024)) {
      for (int i = 0; i < CONNECTS; i++) {
        connectAndLeave(i, shards.address());
        // A client that has left waits in the queue as any other; it need only not overflow.
        if (i % 1000 == 999) {
          for (int shard = 0; shard < SHARDS; shard++) {
            accepted[shard] += shards.acceptAll(shard);
          }
        }
      }
    }

    assertEquals(CONNECTS, Arrays.stream(accepted).sum());
    double mean = (double) CONNECTS / SHARDS;
    double deviation = Math.sqrt(CONNECTS * (1.0 / SHARDS) * (1 - 1.0 / SHARDS));
    // Five: a fair kernel fails this once in 200,000 runs.
    for (int count : accepted) {
      assertTrue(Math.abs(count - mean) < 5 * deviation, Arrays.toString(accepted));
    }
    // And it is dice, not turns: taking turns would give each the mean. One run in 10^11.
    assertTrue(Arrays.stream(accepted).anyMatch(count -> count != mean), "turns, not dice");
  }

  /**
   * From many addresses, and closed by RST: nothing stays in TIME_WAIT, so ports do not run out.
   */
  private static void connectAndLeave(int i, SocketAddress server) throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.bind(new InetSocketAddress("127.0.0." + (1 + i % 20), 0));
      client.connect(server);
    }
  }
}
