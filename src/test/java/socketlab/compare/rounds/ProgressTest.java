// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.progress.Narrator;

@Timeout(60)
class ProgressTest {
  private long now;

  @Test
  void thePlanTellsTheTimeLeftUntilAFifthIsDoneAndThenThePace() {
    List<String> passing = new ArrayList<>();
    Progress progress = new Progress(into(passing), 1_000, () -> now);
    // A start that took five times as long as was thought.
    pass(Duration.ofSeconds(100));
    progress.done(20, "a start");
    pass(Duration.ofSeconds(200));
    progress.done(179, "rounds");
    pass(Duration.ofSeconds(102));
    progress.done(1, "a fifth");
    pass(Duration.ofSeconds(98));
    progress.done(300, "half");
    assertEquals(
        List.of(
            "a start, 16m20s left",
            "rounds, 13m21s left",
            "a fifth, 26m48s left",
            "half, 8m20s left"),
        passing);
  }

  private static Narrator into(List<String> passing) {
    return new Narrator() {
      @Override
      public void passing(String line) {
        passing.add(line);
      }

      @Override
      public void lasting(String line) {
        throw new AssertionError(line);
      }
    };
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
