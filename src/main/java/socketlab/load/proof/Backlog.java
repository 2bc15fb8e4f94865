// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import socketlab.load.plan.Arrivals;

/**
 * How many requests are due and not yet handled, told by who handles them: of {@linkplain
 * Arrivals#UNIFORM uniform} arrivals, request n is due n − 1 intervals after the first. When that
 * was is not known here; but no request is handled before it is due, so the one that came the
 * soonest tells it.
 *
 * <p>Confined to a thread.
 */
final class Backlog {
  private final double interval;
  private long origin;
  private boolean begun;

  /** The first request is due then, as far as is known, in nanoseconds from {@link #origin}. */
  private double first;

  /**
   * @param rate requests a second, above 0
   */
  Backlog(double rate) {
    interval = 1e9 / rate;
  }

  /**
   * Learns.
   *
   * @param handled so far, at least 1
   * @param now not before the last of them was handled, by {@link System#nanoTime}
   */
  void saw(long handled, long now) {
    if (!begun) {
      begun = true;
      origin = now;
    }
    first = Math.min(first, now - origin - (handled - 1) * interval);
  }

  /**
   * How many wait, as far as is known.
   *
   * @param handled until then
   * @param now by {@link System#nanoTime}, behind the first that was seen
   */
  double waiting(long handled, long now) {
    return (now - origin - first) / interval + 1 - handled;
  }
}
