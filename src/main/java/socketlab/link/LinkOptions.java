// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import java.time.Duration;

/**
 * What a link does to each of its directions.
 *
 * @param delay one way, as netem has it; a round trip takes twice that
 * @param loss the share of packets lost, from 0 to 1, each for itself
 * @param rate bits of IP packets a second; {@link #UNLIMITED} for no limit
 * @param queue packets that the slow end holds, the one being sent among them; one more is dropped
 * @param seed chooses which packets are lost: the same seed, the same packets of each direction
 */
public record LinkOptions(Duration delay, double loss, long rate, int queue, long seed) {

  public static final long UNLIMITED = 0;

  /** As netem and a network card have it. */
  public static final int DEFAULT_QUEUE = 1000;

  /** More would outlast every time limit of the lab. */
  public static final Duration MAX_DELAY = Duration.ofSeconds(10);

  /** From here on a packet takes less time than the clock can tell. */
  public static final long MAX_RATE = 100_000_000_000L;

  public static final long MIN_RATE = 1000;

  /** As many as a link has room for. */
  public static final int MAX_QUEUE = 8192;

  /** Nothing but a delay. */
  public static LinkOptions ofDelay(Duration delay) {
    return new LinkOptions(delay, 0, UNLIMITED, DEFAULT_QUEUE, 0);
  }

  /**
   * @throws IllegalArgumentException with the range, when one is out of it
   */
  public LinkOptions {
    require(!delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0, "the delay is from 0ms to 10s");
    require(loss >= 0 && loss <= 1, "the loss is from 0% to 100%");
    require(
        rate == UNLIMITED || rate >= MIN_RATE && rate <= MAX_RATE,
        "the rate is from 1kbit to 100gbit");
    require(queue >= 1 && queue <= MAX_QUEUE, "the queue is from 1 to " + MAX_QUEUE + " packets");
  }

  private static void require(boolean holds, String range) {
    if (!holds) {
      throw new IllegalArgumentException(range);
    }
  }
}
