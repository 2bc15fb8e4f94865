// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.util.Locale;
import java.util.Optional;

/**
 * Little's law: requests under way on the average = their rate × their mean time. Both sides are
 * the same area, sliced by time and sliced by request; a generator that loses a request, counts it
 * twice or books it under another's start breaks it. Both are reckoned from the same looks at the
 * clock, so a look that comes late breaks nothing: that the times are right is what the known
 * freeze of {@code load.proof} shows. J. D. C. Little, "A Proof for the Queuing Formula: L = λW",
 * 1961.
 *
 * @param busy requests under way on the average, from the area below their {@linkplain UnderWay
 *     curve}
 * @param expected rate × mean time from the real send, and the time of those in no histogram
 */
public record LittlesLawCheck(double busy, double expected) {
  /** Histograms keep a value to a thousandth; nothing else sets the two apart. */
  private static final double TOLERANCE = 0.01;

  public static LittlesLawCheck of(Tally tally, double seconds) {
    if (seconds == 0) {
      return new LittlesLawCheck(0, 0);
    }
    double counted = tally.completed == 0 ? 0 : tally.completed * tally.uncorrected.getMean();
    return new LittlesLawCheck(
        tally.busyNanos / (seconds * 1e9), (counted + tally.otherBusyNanos) / (seconds * 1e9));
  }

  /** Why the result is not to be believed, if so. */
  public Optional<String> refusal() {
    if (Math.abs(busy - expected) <= TOLERANCE * expected) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "result refused: %.2f requests were under way on average, but rate × mean latency is"
                + " %.2f (Little's law); the generator lost a request, counted one twice or"
                + " recorded one under the start of another, so no figure of this run can be used",
            busy,
            expected));
  }
}
