// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes down what a run sees, in order. Thread-safe. */
public final class Notes {
  private final List<Figure> figures = new ArrayList<>();
  private final List<Series> series = new ArrayList<>();
  private boolean asExpected = true;

  /** A fact that one place tells. */
  public void figure(String name, String unit, Object expected, String place, double value) {
    figure(name, unit, expected, Map.of(place, value));
  }

  /**
   * A fact that several places tell.
   *
   * @param expected what the claim says: a number, to which each reading is compared; or a text,
   *     which is only told; or "" where it says nothing
   */
  public synchronized void figure(
      String name, String unit, Object expected, Map<String, Double> readings) {
    figures.add(new Figure(name, unit, expected.toString(), readings));
    if (expected instanceof Number number) {
      asExpected &= readings.values().stream().allMatch(r -> r == number.doubleValue());
    }
  }

  /** Points to be drawn. */
  public synchronized void series(Series points) {
    series.add(points);
  }

  /** Whether every reading so far was the number that was expected, where there was one. */
  public synchronized boolean allAsExpected() {
    return asExpected;
  }

  /** Closes the notes: a disagreement outweighs whatever the run said. */
  public synchronized Observation observation(
      Experiment experiment, String outcome, double seconds) {
    Optional<Figure> torn = figures.stream().filter(f -> !f.agrees()).findFirst();
    if (torn.isPresent()) {
      String why = torn.get().name() + ": " + torn.get().seen();
      return new Observation(
          Observation.DISAGREEMENT, Grade.FORBIDDEN, why, seconds, figures, series);
    }
    return experiment
        .outcome(outcome)
        .map(o -> new Observation(o.name(), o.grade(), o.why(), seconds, figures, series))
        .orElseGet(
            () ->
                Observation.none(
                    "the run ended as '" + outcome + "', which is not declared", seconds));
  }
}
