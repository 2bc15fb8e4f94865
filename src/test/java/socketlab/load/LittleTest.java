// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A generator that times or counts wrongly does not get its result believed. */
@Timeout(20)
class LittleTest {
  @ParameterizedTest
  @CsvSource({
    // busy, expected, chance, refused
    "64, 64, 0, false",
    "64, 61.1, 0, false",
    "64, 60, 0, true",
    "64, 68, 0, true",
    "10, 5, 0, true",
    "0.5, 0.6, 0.05, false",
    "0.5, 0.8, 0.05, true",
  })
  void isKeptWithinFivePercentOrChance(
      double busy, double expected, double chance, boolean refused) {
    assertEquals(refused, new Little(busy, expected, chance).refusal().isPresent());
  }

  /** 1,000 a second of 5 ms each keep 5 busy; a clock that is off by half would say 2.5. */
  @Test
  void comparesTheHistogramWithWhatTheSamplerSaw() {
    Tally tally = new Tally();
    tally.completed = 1000;
    tally.uncorrected.recordValueWithCount(5_000_000, 1000);
    assertEquals(5, Little.of(tally, 1, seeing(5)).expected(), 0.01);
    assertTrue(Little.of(tally, 1, seeing(5)).refusal().isEmpty());
    assertTrue(Little.of(tally, 1, seeing(3)).refusal().orElseThrow().contains("Little's law"));
  }

  private static Sampler seeing(int busy) {
    Sampler sampler = new Sampler(() -> busy, 1);
    for (int i = 0; i < 100; i++) {
      sampler.look(i * 1000L);
    }
    return sampler;
  }
}
