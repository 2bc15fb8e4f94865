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
  private long samples;
  private double sum;
  private double squares;

  Sampler(IntSupplier busy, long seed) {
    this.busy = busy;
    this.random = new SplittableRandom(seed);
  }

  /** Nanoseconds until the next look. */
  long pause() {
    return (long) (-MEAN_NANOS * Math.log(1 - random.nextDouble()));
  }

  void look() {
    int seen = busy.getAsInt();
    samples++;
    sum += seen;
    squares += (double) seen * seen;
  }

  double mean() {
    return samples == 0 ? 0 : sum / samples;
  }

  /** How far chance alone may have put the mean off: its standard error. */
  double error() {
    if (samples < 2) {
      return 0;
    }
    double variance = Math.max(0, (squares - sum * sum / samples) / (samples - 1));
    return Math.sqrt(variance / samples);
  }
}
