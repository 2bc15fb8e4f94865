// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.Locale;
import java.util.Optional;

/**
 * Little's law: requests under way on the average = their rate × their mean time. The left side is
 * counted from outside, the right side comes from the histogram; a generator that times or counts
 * wrongly breaks it. J. D. C. Little, "A Proof for the Queuing Formula: L = λW", 1961.
 *
 * @param busy requests under way, the mean of what the {@link Sampler} saw
 * @param expected rate × mean time from the real send, and the time of those in no histogram
 * @param chance standard error of {@code busy}
 */
record Little(double busy, double expected, double chance) {
  private static final double TOLERANCE = 0.05;

  /** Beyond this many standard errors it is not chance. */
  private static final double ERRORS = 4;

  static Little of(Tally tally, double seconds, Sampler sampler) {
    double counted = tally.completed == 0 ? 0 : tally.completed * tally.uncorrected.getMean();
    return new Little(
        sampler.mean(), (counted + tally.otherBusyNanos) / (seconds * 1e9), sampler.error());
  }

  /** Why the result is not to be believed, if so. */
  Optional<String> refusal() {
    double off = Math.abs(busy - expected);
    if (off <= Math.max(TOLERANCE * expected, ERRORS * chance)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "result refused: %.2f requests were under way on the average, and rate × mean latency"
                + " says %.2f (Little's law); measure longer, on a machine that does nothing else",
            busy,
            expected));
  }
}
