// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.Expectation;

/** Why a run that went to its end did not get the answers that were expected. */
final class Disappointment {
  private Disappointment() {}

  /**
   * One line, or empty when every answer behind the warm-up had an expected status and there is a
   * latency to tell.
   */
  static Optional<String> of(LoadResult result) {
    StatusCounts answers = new StatusCounts();
    answers.add(result.answers());
    answers.add(result.dueInWarmup());
    Expectation expected = result.plan().target().expectation();
    long bad =
        answers.statuses().filter(status -> isBad(status, expected)).mapToLong(answers::of).sum();
    if (bad > 0) {
      return Optional.of(unexpected(answers, bad, expected));
    }
    return result.completed() > 0
        ? Optional.empty()
        : Optional.of(
            "no request that was due in the measured time was answered in it, so there is no"
                + " latency to tell; the warnings of the report say what was seen");
  }

  private static boolean isBad(int status, Expectation expected) {
    return status != StatusCounts.NONE && !expected.accepts(status);
  }

  private static String unexpected(StatusCounts answers, long bad, Expectation expected) {
    String seen =
        answers
            .statuses()
            .filter(status -> isBad(status, expected))
            .mapToObj(status -> String.format(Locale.ROOT, "%,d × %d", answers.of(status), status))
            .collect(Collectors.joining(", "));
    String statuses =
        answers
            .statuses()
            .filter(status -> isBad(status, expected))
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(","));
    long all = answers.total();
    return bad == all
        ? String.format(
            Locale.ROOT,
            "no answer was %s: %s; check the URL, or use --expect=%s if that is the right answer",
            expected,
            seen,
            statuses)
        : String.format(
            Locale.ROOT,
            "%,d of %,d answers were not %s: %s; see the server's log, or use --expect=%s,%s if"
                + " they are right",
            bad,
            all,
            expected,
            seen,
            expected,
            statuses);
  }
}
