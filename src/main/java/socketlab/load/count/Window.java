// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.time.Duration;

/**
 * When load begins, when measuring begins, and when both end, by {@link System#nanoTime}.
 *
 * <pre>
 *   start ───── warm-up ───── from ─────── measured ─────── end
 * </pre>
 */
public record Window(long start, long from, long end) {
  public static Window of(long start, Duration warmup, Duration duration) {
    long from = start + warmup.toNanos();
    return new Window(start, from, from + duration.toNanos());
  }

  /** The same, that ends earlier. */
  public Window endingAt(long now) {
    return new Window(start, from, Math.clamp(now, from, end));
  }

  /** Whether a request that was meant to start then counts. */
  public boolean counts(long intended) {
    return intended - from >= 0 && intended - end < 0;
  }

  /** How much of a span lies in the measured time, in nanoseconds. */
  public long overlap(long began, long ended) {
    return Math.max(0, Math.min(ended - from, end - from) - Math.max(began - from, 0));
  }

  public double seconds() {
    return (end - from) / 1e9;
  }
}
