// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

/**
 * How many requests are under way, and the area below that curve in the measured time. Confined to
 * its lane's thread.
 *
 * <pre>
 *   3 │       ┌────┐
 *   2 │   ┌───┘▒▒▒▒└──┐         sliced by time: under way on the average × time
 *   1 │ ┌─┘▒▒▒▒▒▒▒▒▒▒▒└────     sliced by request: the sum of their times
 *     └─┴──────────────────▶
 * </pre>
 *
 * <p>The first is reckoned here, the second comes from the histogram: see {@link LittlesLawCheck}.
 */
public final class UnderWay {
  private final Window window;
  private int count;
  private long since;
  private double nanos;

  public UnderWay(Window window) {
    this.window = window;
  }

  public void change(int by, long now) {
    nanos = area(now);
    count += by;
    since = now;
  }

  /** Requests × nanoseconds, in the measured time until now. */
  public double area(long now) {
    return nanos + (double) count * window.overlap(since, now);
  }
}
