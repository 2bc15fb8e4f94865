// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.link.LinkDirection.Fate.CARRIED;
import static socketlab.link.LinkDirection.Fate.DROPPED;
import static socketlab.link.LinkDirection.Fate.LOST;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One direction, without a clock: the times are exact. */
@Timeout(60)
class LinkDirectionTest {

  private static final long MS = 1_000_000;

  /** At 8 Mbit/s a packet of 1000 bytes takes one millisecond. */
  private static final long RATE = 8_000_000;

  @Test
  void aDelayHoldsEachPacketForItselfAndKeepsTheOrder() {
    LinkDirection direction = direction(20, 0, LinkOptions.UNLIMITED, 1000);
    assertEquals(CARRIED, direction.offer(7, 100, 0));
    assertEquals(CARRIED, direction.offer(5, 100, 3 * MS));
    assertEquals(20 * MS, direction.due());
    assertEquals(7, direction.next());
    assertEquals(23 * MS, direction.due());
    assertEquals(5, direction.next());
    assertEquals(Long.MAX_VALUE, direction.due());
  }

  @Test
  void aRateSendsOneAfterAnother() {
    LinkDirection direction = direction(20, 0, RATE, 1000);
    for (int slot = 0; slot < 3; slot++) {
      direction.offer(slot, 1000, 0);
    }
    direction.offer(3, 500, 10 * MS);
    assertEquals(
        List.of(21 * MS, 22 * MS, 23 * MS, 10 * MS + MS / 2 + 20 * MS), dueTimes(direction));
  }

  @Test
  void theQueueHoldsWhatHasNotBeenSentAndNotWhatIsOnTheWire() {
    LinkDirection direction = direction(20, 0, RATE, 2);
    assertEquals(CARRIED, direction.offer(0, 1000, 0));
    assertEquals(CARRIED, direction.offer(1, 1000, 0));
    assertEquals(DROPPED, direction.offer(2, 1000, 0));
    // The first has been sent; it is on the wire, and holds no place.
    assertEquals(CARRIED, direction.offer(2, 1000, MS));
    assertEquals(DROPPED, direction.offer(3, 1000, MS));
    assertEquals(new LinkCounters.Direction(0, 0, 0, 2), direction.read());
  }

  @Test
  void aRingThatIsFullDropsAndGoesRound() {
    LinkDirection direction = direction(20, 0, LinkOptions.UNLIMITED, 1000);
    for (int round = 0; round < 3; round++) {
      for (int slot = 0; slot < 16; slot++) {
        assertEquals(CARRIED, direction.offer(slot, 100, round));
      }
      assertEquals(DROPPED, direction.offer(99, 100, round));
      for (int slot = 0; slot < 16; slot++) {
        assertEquals(slot, direction.next());
      }
    }
  }

  @Test
  void lossIsAsOftenAsAskedAndTheSameForASeed() {
    int packets = 20_000;
    List<Integer> lost = lost(7, packets);
    double sigma = Math.sqrt(packets * 0.1 * 0.9);
    assertEquals(packets * 0.1, lost.size(), 3 * sigma);
    assertEquals(lost, lost(7, packets));
    assertNotEquals(lost, lost(8, packets));
  }

  @Test
  void allIsLostOrNothing() {
    assertEquals(LOST, direction(0, 1, LinkOptions.UNLIMITED, 1).offer(0, 100, 0));
    assertEquals(CARRIED, direction(0, 0, LinkOptions.UNLIMITED, 1).offer(0, 100, 0));
  }

  private static List<Integer> lost(long seed, int packets) {
    LinkOptions options = new LinkOptions(Duration.ZERO, 0.1, LinkOptions.UNLIMITED, 10, seed);
    LinkDirection direction = new LinkDirection(options, new SplittableRandom(seed), 16);
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      switch (direction.offer(0, 100, i)) {
        case LOST -> lost.add(i);
        case CARRIED -> direction.next();
        case DROPPED -> throw new AssertionError("nothing waits here");
      }
    }
    assertTrue(direction.read().lost() == lost.size());
    return lost;
  }

  private static List<Long> dueTimes(LinkDirection direction) {
    List<Long> times = new ArrayList<>();
    while (direction.due() != Long.MAX_VALUE) {
      times.add(direction.due());
      direction.next();
    }
    return times;
  }

  private static LinkDirection direction(int delay, double loss, long rate, int queue) {
    return new LinkDirection(
        new LinkOptions(Duration.ofMillis(delay), loss, rate, queue, 1),
        new SplittableRandom(1),
        16);
  }
}
