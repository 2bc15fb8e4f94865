// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.cli.text.RecordedRuns;
import socketlab.experiment.claim.Figure;
import socketlab.experiment.run.Recording;
import socketlab.pattern.Lesson;
import socketlab.pattern.Patterns;

/**
 * The pattern for somebody, and why.
 *
 * @param lesson of the pattern
 */
record Recommendation(Needs needs, Lesson lesson, List<Ground> grounds) {
  private static final Pattern PLACE = Pattern.compile(Pattern.quote(Reason.PLACE));

  /**
   * A reason with its figures.
   *
   * @param text a sentence or two
   * @param experiment that shows it
   * @param date of its record, in UTC
   * @param machine that it ran on
   */
  record Ground(
      String text, String experiment, String date, String machine, List<Figure> figures) {}

  static Recommendation of(Needs needs, RecordedRuns recorded) {
    Rule rule = Rules.first(needs);
    return new Recommendation(
        needs,
        Patterns.byId(rule.pattern()).orElseThrow().lesson(),
        rule.reasons(needs).stream().map(reason -> ground(reason, recorded)).toList());
  }

  private static Ground ground(Reason reason, RecordedRuns recorded) {
    List<Figure> figures =
        reason.evidence().stream()
            .map(evidence -> recorded.figure(evidence.experiment(), evidence.figure()))
            .toList();
    Recording.Kept kept = recorded.of(reason.experiment());
    return new Ground(
        filled(reason.text(), figures),
        reason.experiment(),
        ((String) kept.run().get("ended")).substring(0, "2026-01-01".length()),
        (String) ((Map<?, ?>) kept.run().get("machine")).get("name"),
        figures);
  }

  private static String filled(String text, List<Figure> figures) {
    StringBuilder filled = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    for (Figure figure : figures) {
      if (!place.find()) {
        throw new IllegalStateException("no place for " + figure.name() + " in: " + text);
      }
      place.appendReplacement(filled, Matcher.quoteReplacement(figure.seen()));
    }
    return place.appendTail(filled).toString();
  }
}
