// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.Observation;

/**
 * What came of an experiment, run once or several times.
 *
 * @param seen each run's observation, in order
 * @param skipped why it could not run, when it could not
 */
public record Result(Experiment experiment, List<Observation> seen, Optional<String> skipped) {
  static Result of(Experiment experiment, List<Trial> trials) {
    return new Result(
        experiment,
        trials.stream().flatMap(t -> t.seen().stream()).toList(),
        trials.stream().flatMap(t -> t.skipped().stream()).findFirst());
  }

  /** The worst grade seen; empty when it was skipped. */
  public Optional<Grade> grade() {
    return seen.stream().map(Observation::grade).max(Comparator.naturalOrder());
  }

  /** How often each outcome was seen, by its name. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    seen.forEach(o -> counts.merge(o.outcome(), 1, Integer::sum));
    return counts;
  }

  /** The run that is worth showing: the first of the worst grade. */
  public Optional<Observation> telling() {
    return seen.stream().filter(o -> o.grade() == grade().orElseThrow()).findFirst();
  }
}
