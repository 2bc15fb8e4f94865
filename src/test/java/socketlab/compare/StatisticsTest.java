// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.Statistics.Interval;
import socketlab.compare.data.Metric;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.data.Verdict;

@Timeout(60)
class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwo() {
    assertEquals(2, Statistics.median(new double[] {9, 1, 2}));
    assertEquals(3, Statistics.median(new double[] {9, 1, 2, 4}));
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    Series ours = series(sample(new Random(1), 7, 5));
    Series theirs = series(sample(new Random(2), 7, 7));
    assertEquals(Statistics.ratio(ours, theirs, 3), Statistics.ratio(ours, theirs, 3));
  }

  @Test
  void aRatioIsOfTheRoundsThatBothHad() {
    Series ours = new Series(new TreeMap<>(Map.of(1, 5.0, 3, 8.0, 4, 6.0)));
    Series theirs = new Series(new TreeMap<>(Map.of(1, 10.0, 2, 1.0, 3, 10.0, 4, 0.0)));
    assertArrayEquals(new double[] {0.5, 0.8}, ours.over(theirs));
    Interval ratio = Statistics.ratio(ours, theirs, 1).orElseThrow();
    assertEquals(new Interval(0.65, 0.5, 0.8), ratio);
    Series late = new Series(new TreeMap<>(Map.of(4, 10.0, 5, 10.0)));
    assertEquals(Optional.empty(), Statistics.ratio(ours, late, 1), "one round is no interval");
  }

  /** A machine that is twice as slow in some rounds is so for both. */
  @Test
  void whatARoundDidToBothFallsOut() {
    Random random = new Random(1);
    double[] ours = sample(random, 9, 5);
    double[] theirs = sample(random, 9, 10);
    Interval calm = Statistics.ratio(series(ours), series(theirs), 1).orElseThrow();
    for (int i = 0; i < ours.length; i += 2) {
      ours[i] *= 2;
      theirs[i] *= 2;
    }
    Interval troubled = Statistics.ratio(series(ours), series(theirs), 1).orElseThrow();
    assertEquals(calm.value(), troubled.value(), 1e-12);
    assertEquals(calm.high() - calm.low(), troubled.high() - troubled.low(), 1e-12);
    Interval apart = Statistics.ratioOfMedians(ours, theirs, 1);
    assertTrue(apart.high() - apart.low() > 5 * (calm.high() - calm.low()), apart.toString());
  }

  /** Resampling of 9 values is a little too sure of itself: 95 % becomes 90 or so. */
  @Test
  void theIntervalHoldsTheTruthAboutAsOftenAsItSays() {
    Random random = new Random(1);
    int trials = 300;
    int held = 0;
    int heldApart = 0;
    for (int i = 0; i < trials; i++) {
      double[] ours = sample(random, 9, 5);
      double[] theirs = sample(random, 9, 10);
      Interval ratio = Statistics.ratio(series(ours), series(theirs), i).orElseThrow();
      held += ratio.low() <= 0.5 && 0.5 <= ratio.high() ? 1 : 0;
      Interval apart = Statistics.ratioOfMedians(ours, theirs, i);
      heldApart += apart.low() <= 0.5 && 0.5 <= apart.high() ? 1 : 0;
    }
    assertHeld(held / (double) trials);
    assertHeld(heldApart / (double) trials);
  }

  private static void assertHeld(double share) {
    assertTrue(share > 0.87 && share <= 1.0, "held in " + share);
  }

  @Test
  void theTestSeesAShiftAndNoneWhereThereIsNone() {
    double[] low = {1, 2, 3, 4, 5, 6, 7};
    double[] high = {11, 12, 13, 14, 15, 16, 17};
    // Of the 3,432 ways to rank 7 and 7 there is one this far out on each side.
    assertEquals(2 / 3432.0, Statistics.mannWhitney(low, high), 1e-9);
    assertEquals(1, Statistics.mannWhitney(low, low.clone()), 0.01);
    assertEquals(1, Statistics.mannWhitney(new double[] {4, 4}, new double[] {4, 4}));
  }

  @Test
  void aVerdictNeedsTheWholeIntervalOnOneSide() {
    assertEquals(Verdict.BETTER, Verdict.of(Metric.CPU, 0.8, 0.9));
    assertEquals(Verdict.WORSE, Verdict.of(Metric.CPU, 1.1, 1.2));
    assertEquals(Verdict.CANNOT_TELL, Verdict.of(Metric.CPU, 0.9, 1.1));
    assertEquals(Verdict.BETTER, Verdict.of(Metric.THROUGHPUT, 1.1, 1.2));
    assertEquals(Verdict.WORSE, Verdict.of(Metric.THROUGHPUT, 0.8, 0.9));
  }

  @Test
  void aTargetIsReachedOnlyWhenTheWholeIntervalSaysSo() {
    assertEquals(Reached.REACHED, Reached.of(0.88, 0.80, 0.88));
    assertEquals(Reached.CANNOT_TELL, Reached.of(0.88, 0.80, 0.89));
    assertEquals(Reached.MISSED, Reached.of(0.88, 0.89, 0.90));
    assertEquals(Reached.TOLD, Reached.of(null, 0.89, 0.90));
  }

  private static Series series(double[] values) {
    SortedMap<Integer, Double> rounds = new TreeMap<>();
    for (double value : values) {
      rounds.put(rounds.size() + 1, value);
    }
    return new Series(rounds);
  }

  private static double[] sample(Random random, int size, double middle) {
    double[] values = new double[size];
    Arrays.setAll(values, _ -> middle * (1 + 0.03 * random.nextGaussian()));
    return values;
  }
}
