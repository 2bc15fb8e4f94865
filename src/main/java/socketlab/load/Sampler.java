// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Looks from outside, at moments of its own, how many requests are under way. Moments that keep no
 * rhythm see what is so on the average (Wolff 1982, "Poisson Arrivals See Time Averages"). Confined
 * to one thread.
 */
final class Sampler {
  private static final double MEAN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final SplittableRandom random;
  private final IntSupplier busy;
  private int seen;
  private long seenAt;
  private boolean began;
  private double nanos;
  private double busyNanos;
  private double variance;

  Sampler(IntSupplier busy, long seed) {
    this.busy = busy;
    this.random = new SplittableRandom(seed);
  }

  /** Nanoseconds until the next look. */
  long pause() {
    return (long) (-MEAN_NANOS * Math.log(1 - random.nextDouble()));
  }

  /**
   * @param now by {@link System#nanoTime}
   */
  void look(long now) {
    int before = seen;
    seen = busy.getAsInt();
    if (began) {
      // A look that came late, since the CPU was taken, stands for all of the time it was late.
      double gap = now - seenAt;
      nanos += gap;
      busyNanos += gap * (before + seen) / 2;
      variance += gap * gap * (seen - before) * (seen - before) / 2.0;
    }
    began = true;
    seenAt = now;
  }

  /** Over the time between the first look and the last. */
  double mean() {
    return nanos == 0 ? 0 : busyNanos / nanos;
  }

  /**
   * How far chance alone may have put the mean off, its standard error: by how much neighbouring
   * looks differ (von Neumann 1941). What stays as it is for long adds nothing to it.
   */
  double error() {
    return nanos == 0 ? 0 : Math.sqrt(variance) / nanos;
  }
}
