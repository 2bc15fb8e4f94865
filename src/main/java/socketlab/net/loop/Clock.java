// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

/**
 * What time it is in a loop's turn, and when the loop has to look at what only time brings about.
 * All times are by {@link System#nanoTime}. Confined to the loop's thread.
 */
final class Clock {
  private final long tick;
  private long now;
  private boolean fresh;
  private long next;
  private boolean overslept;

  /**
   * @param tick from one look to the next, in nanoseconds
   */
  Clock(long tick) {
    this.tick = tick;
  }

  void start() {
    now = System.nanoTime();
    next = now + tick;
  }

  /** A wait may have passed: who asks next reads the clock. */
  void turn() {
    fresh = false;
  }

  /** The time of this turn; the clock is read once for all events of a batch. */
  long now() {
    if (!fresh) {
      now = System.nanoTime();
      fresh = true;
    }
    return now;
  }

  boolean isDue() {
    return now() - next >= 0;
  }

  /** From the time last read to the next look, 0 when that is due. */
  long untilDue() {
    return Math.max(0, next - now);
  }

  /** A whole tick from now on: until now there was nothing to look at. */
  void restart() {
    next = now() + tick;
  }

  void lookBy(long at) {
    if (at - next < 0) {
      next = at;
    }
  }

  /**
   * The loop looks now.
   *
   * @param any peers that may have spoken meanwhile
   * @return false when it comes so late, after a long handler, that what has arrived meanwhile is
   *     to be read before anyone is called late; once, or a loop that is always late would keep no
   *     limit at all
   */
  boolean looks(boolean any) {
    overslept = !overslept && now - next > tick && any;
    next = now + tick;
    return !overslept;
  }
}
