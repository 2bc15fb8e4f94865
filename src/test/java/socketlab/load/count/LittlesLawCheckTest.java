// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A generator that counts wrongly does not get its result believed. */
@Timeout(60)
class LittlesLawCheckTest {
  @ParameterizedTest
  @CsvSource({
    // busy, expected, refused
    "64, 64, false",
    "64, 63.5, false",
    "64, 63.3, true",
    "64, 64.7, true",
    "10, 5, true",
    "0, 0, false",
    "0.5, 0, true",
  })
  void isKeptWithinOnePercent(double busy, double expected, boolean refused) {
    assertEquals(refused, new LittlesLawCheck(busy, expected).refusal().isPresent());
  }

  /** 1,000 a second of 5 ms each keep 5 busy; one that loses two of five is under way 3. */
  @Test
  void comparesTheHistogramWithTheAreaBelowTheCurve() {
    Tally tally = new Tally();
    tally.completed = 1000;
    tally.uncorrected.recordValueWithCount(5_000_000, 1000);
    tally.busyNanos = 5e9;
    assertEquals(5, LittlesLawCheck.of(tally, 1).expected(), 0.01);
    assertTrue(LittlesLawCheck.of(tally, 1).refusal().isEmpty());
    tally.busyNanos = 3e9;
    assertTrue(LittlesLawCheck.of(tally, 1).refusal().orElseThrow().contains("Little's law"));
  }

  @Test
  void aRunThatEndsBeforeItsMeasuredTimeHasNothingToRefuse() {
    assertTrue(LittlesLawCheck.of(new Tally(), 0).refusal().isEmpty());
  }
}
