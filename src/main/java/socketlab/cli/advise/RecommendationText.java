// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.io.PrintWriter;
import socketlab.cli.term.Wrap;

/** An advice on a terminal. */
final class RecommendationText {
  private static final String INDENT = "     ";

  private RecommendationText() {}

  /**
   * Prints it.
   *
   * @param width of a line
   */
  static void print(Recommendation advice, int width, PrintWriter out) {
    String pattern = advice.lesson().id();
    out.println(Wrap.text("For " + advice.needs().told() + ": " + pattern + ".", width));
    out.println();
    out.println("  " + advice.lesson().sketch());
    out.println();
    out.println("Why");
    int number = 0;
    for (Recommendation.Ground ground : advice.grounds()) {
      out.println(Wrap.text("  " + ++number + ". ", INDENT.length(), ground.text(), width));
      out.println(
          INDENT
              + "./lab run "
              + ground.experiment()
              + " (recorded on "
              + ground.date()
              + ", "
              + ground.machine()
              + ")");
    }
    out.println();
    out.println("How it fails");
    out.println(Wrap.text("  ", 2, advice.lesson().fails(), width));
    out.println();
    out.println("Next: ./lab explain " + pattern);
    out.println("      ./lab demo " + other(pattern));
  }

  /** A pattern beside which it shows what it is good for. */
  private static String other(String pattern) {
    return (pattern.equals("single-thread") ? "message-balancing " : "single-thread ") + pattern;
  }
}
