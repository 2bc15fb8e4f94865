// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.PrintWriter;
import java.util.Locale;
import socketlab.cli.text.Micros;
import socketlab.load.proof.Proof;

/** What the generator said of a freeze of known length, beside what it had to say. */
final class ProofReport {
  private ProofReport() {}

  /**
   * @param number of this try, from 1
   * @param most tries that are made
   */
  static void print(PrintWriter out, Proof.Outcome outcome, int number, int most) {
    if (number > 1) {
      line(out, "");
      line(out, "try %d of at most %d", number, most);
    }
    line(
        out,
        "%,.0f requests a second for %.1f s to a server that %s",
        Proof.RATE,
        outcome.seconds(),
        frozen(outcome));
    line(out, "");
    line(out, "%-8s %10s %10s %12s", "", "expected", "seen", "uncorrected");
    for (Proof.Quantile q : outcome.quantiles()) {
      line(
          out,
          "P%-7s %10s %10s %12s%s",
          Math.round(100 * q.quantile()),
          Micros.text(q.expectedNanos()),
          Micros.text(q.seenNanos()),
          Micros.text(q.uncorrectedNanos()),
          q.holds() ? "" : "    off");
    }
    line(out, "");
    line(
        out,
        "%s",
        outcome.holds()
            ? "proved: it measures the latencies that arithmetic gives"
            : "this try proves nothing; " + outcome.disturbance().text());
  }

  private static String frozen(Proof.Outcome outcome) {
    if (outcome.frozenSeconds() == 0) {
      return "got too few of them to freeze: this machine is too busy for the proof";
    }
    return String.format(
        Locale.ROOT,
        "froze for %.3f s and %s",
        outcome.frozenSeconds(),
        caughtUp(outcome.catchUpSeconds()));
  }

  private static String caughtUp(double seconds) {
    return Double.isFinite(seconds)
        ? String.format(Locale.ROOT, "had caught up %.3f s later", seconds)
        : "had not caught up at the end: this machine is too busy for the proof";
  }

  private static void line(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
