// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Metric;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.data.Verdict;
import socketlab.compare.judge.Statistics.Interval;

@Timeout(60)
class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwo() {
    assertEquals(2, Statistics.median(new double[] {9, 1, 2}));
    assertEquals(3, Statistics.median(new double[] {9, 1, 2, 4}));
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    TurnSeries ours = series(sample(new Random(1), 7, 5));
    TurnSeries theirs = series(sample(new Random(2), 7, 7));
    assertEquals(Statistics.ratio(ours, theirs, 3), Statistics.ratio(ours, theirs, 3));
  }

  @Test
  void aRatioIsOfTheRoundsThatBothHad() {
    TurnSeries ours = series(point(1, 1, 5), point(3, 1, 8), point(4, 1, 6));
    TurnSeries theirs = series(point(1, 2, 10), point(2, 2, 1), point(3, 2, 10), point(4, 2, 0));
    assertArrayEquals(new double[] {0.5, 0.8}, ours.over(theirs).values());
    Interval ratio = Statistics.ratio(ours, theirs, 1).orElseThrow();
    assertEquals(new Interval(0.65, 0.5, 0.8), ratio);
    TurnSeries late = series(point(4, 2, 10), point(5, 2, 10));
    assertEquals(Optional.empty(), Statistics.ratio(ours, late, 1), "one round is no interval");
  }

  /** The machine gets slower within a round: who ran late is held against a late turn. */
  @Test
  void aRatioIsToTheTurnThatWasNearest() {
    TurnSeries early = series(point(1, 2, 5));
    TurnSeries late = series(point(1, 9, 10));
    TurnSeries baseline = series(point(1, 1, 10), point(1, 8, 20), point(2, 1, 1));
    assertArrayEquals(new double[] {0.5}, early.over(baseline).values());
    assertArrayEquals(new double[] {0.5}, late.over(baseline).values());
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

  /**
   * The default number of rounds is nine for this: the bootstrap of seven leaves out all but the
   * least and the greatest, and holds the truth in 87.5 of 100 intervals; of nine, in 96.
   */
  @Test
  void ofNineRoundsTheIntervalHoldsTheTruthAsOftenAsItSays() {
    Random random = new Random(1);
    int trials = 1000;
    double[][] ours = new double[trials][];
    double[][] theirs = new double[trials][];
    for (int i = 0; i < trials; i++) {
      ours[i] = sample(random, 9, 5);
      theirs[i] = sample(random, 9, 10);
    }
    assertHeld(trials, i -> Statistics.ratio(series(ours[i]), series(theirs[i]), i).orElseThrow());
    assertHeld(trials, i -> Statistics.ratioOfMedians(ours[i], theirs[i], i));
  }

  /** On all CPUs: the bootstrap of a thousand takes a while. */
  private static void assertHeld(int trials, IntFunction<Interval> interval) {
    long held =
        IntStream.range(0, trials)
            .parallel()
            .mapToObj(interval)
            .filter(one -> one.low() <= 0.5 && 0.5 <= one.high())
            .count();
    assertHeld(held / (double) trials);
  }

  private static void assertHeld(double share) {
    // Four standard errors of a thousand trials below 95 %.
    assertTrue(share > 0.922, "held in " + share);
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

  private static TurnSeries.Point point(int round, int turn, double value) {
    return new TurnSeries.Point(round, turn, value);
  }

  private static TurnSeries series(TurnSeries.Point... points) {
    return new TurnSeries(List.of(points));
  }

  /** One a round. */
  private static TurnSeries series(double[] values) {
    return new TurnSeries(
        IntStream.range(0, values.length).mapToObj(i -> point(i + 1, 1, values[i])).toList());
  }

  private static double[] sample(Random random, int size, double middle) {
    double[] values = new double[size];
    Arrays.setAll(values, _ -> middle * (1 + 0.03 * random.nextGaussian()));
    return values;
  }
}
