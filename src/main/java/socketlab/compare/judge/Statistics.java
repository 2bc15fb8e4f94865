// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * What a few rounds allow one to say. Medians: one round that something disturbed decides nothing.
 */
public final class Statistics {
  /** Resamples, of which the outer 2.5 % on each side are left out. */
  private static final int RESAMPLES = 10_000;

  private static final double TAIL = 0.025;

  private Statistics() {}

  /**
   * A figure and its 95 % interval.
   *
   * @param low at most {@code value}, but for ties of few rounds
   * @param high at least
   */
  public record Interval(double value, double low, double high) {}

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The median of the ratios that two servers had near each other, in the rounds they shared: what
   * made the machine slow for a while made both slow, and falls out. With a percentile bootstrap
   * over the rounds: Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13.
   *
   * @param seed the same gives the same interval
   * @return empty when they shared fewer than two rounds
   */
  static Optional<Interval> ratio(TurnSeries ours, TurnSeries theirs, long seed) {
    double[] ratios = ours.over(theirs).values();
    return ratios.length < 2 ? Optional.empty() : Optional.of(ofMedian(ratios, seed));
  }

  /** The ratio of two medians, for values of different runs, which share no round. */
  static Interval ratioOfMedians(double[] ours, double[] theirs, long seed) {
    Random random = new Random(seed);
    return bootstrap(
        median(ours) / median(theirs),
        () -> resampledMedian(ours, random) / resampledMedian(theirs, random));
  }

  /** The median, likewise. */
  public static Interval ofMedian(double[] values, long seed) {
    Random random = new Random(seed);
    return bootstrap(median(values), () -> resampledMedian(values, random));
  }

  private static Interval bootstrap(double value, DoubleSupplier again) {
    double[] all = new double[RESAMPLES];
    Arrays.setAll(all, _ -> again.getAsDouble());
    Arrays.sort(all);
    int left = (int) (RESAMPLES * TAIL);
    return new Interval(value, all[left], all[RESAMPLES - 1 - left]);
  }

  private static double resampledMedian(double[] values, Random random) {
    double[] resample = new double[values.length];
    Arrays.setAll(resample, _ -> values[random.nextInt(values.length)]);
    return median(resample);
  }

  /** The two-sided p-value of the Mann–Whitney test: whether one side's rounds rank higher. */
  static double mannWhitney(double[] ours, double[] theirs) {
    double p = MannWhitneyUTest.withDefaults().test(ours, theirs).getPValue();
    // Not a number where all values are the same: then no rank speaks for either.
    return Double.isNaN(p) ? 1 : p;
  }
}
