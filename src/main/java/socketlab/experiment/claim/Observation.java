// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.List;

/**
 * What one run saw.
 *
 * @param outcome the name of a declared outcome, or {@link #DISAGREEMENT} or {@link #NO_ANSWER}
 * @param grade of the outcome
 * @param why what the outcome means; of no answer: what went wrong
 * @param seconds how long the run took
 */
public record Observation(
    String outcome,
    Grade grade,
    String why,
    double seconds,
    List<Figure> figures,
    List<Series> series) {

  /** Two places told the same fact differently. */
  public static final String DISAGREEMENT = "places-disagree";

  /** The run did not end, or ended with an error. */
  public static final String NO_ANSWER = "no-answer";

  public Observation {
    figures = List.copyOf(figures);
    series = List.copyOf(series);
  }

  /** Of a run that gave no answer. */
  public static Observation none(String cause, double seconds) {
    return new Observation(NO_ANSWER, Grade.FORBIDDEN, cause, seconds, List.of(), List.of());
  }
}
