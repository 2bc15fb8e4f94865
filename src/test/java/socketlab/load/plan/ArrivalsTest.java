// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ArrivalsTest {
  private static final int COUNT = 100_000;

  private static List<Long> due(Arrivals arrivals, double rate, long seed) {
    Arrivals.Schedule schedule = arrivals.schedule(rate, 1_000, new SplittableRandom(seed));
    List<Long> due = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      due.add(schedule.due());
      schedule.take();
    }
    return due;
  }

  /** At 3 a second an interval is no whole number of nanoseconds; rounding must not add up. */
  @ParameterizedTest
  @ValueSource(doubles = {3, 7_000, 999_999})
  void uniformOnesDoNotDrift(double rate) {
    List<Long> due = due(Arrivals.UNIFORM, rate, 1);
    assertEquals(1_000, due.getFirst());
    assertEquals(1_000 + (COUNT - 1) * 1e9 / rate, due.getLast(), 1.5);
  }

  @Test
  void poissonOnesComeAtTheRateWithExponentialIntervals() {
    double mean = 1e9 / 5_000;
    List<Long> due = due(Arrivals.POISSON, 5_000, 42);
    // The standard error of the mean of n exponential intervals is mean/√n.
    assertEquals(mean, (due.getLast() - 1_000.0) / (COUNT - 1), 5 * mean / Math.sqrt(COUNT));
    long longer = 0;
    for (int i = 1; i < COUNT; i++) {
      assertTrue(due.get(i) >= due.get(i - 1));
      longer += due.get(i) - due.get(i - 1) > mean ? 1 : 0;
    }
    assertEquals(Math.exp(-1), (double) longer / COUNT, 0.01);
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    assertEquals(due(Arrivals.POISSON, 100, 7), due(Arrivals.POISSON, 100, 7));
    assertTrue(!due(Arrivals.POISSON, 100, 7).equals(due(Arrivals.POISSON, 100, 8)));
  }
}
