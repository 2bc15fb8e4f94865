// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.io.PrintWriter;
import socketlab.cli.text.Paragraph;

/** An advice on a terminal. */
final class RecommendationText {
  private static final String INDENT = "     ";

  private RecommendationText() {}

  static void print(Recommendation advice, PrintWriter out) {
    String pattern = advice.lesson().id();
    out.println(Paragraph.wrapped("For " + advice.needs().told() + ": " + pattern + "."));
    out.println();
    out.println("  " + advice.lesson().sketch());
    out.println();
    out.println("Why");
    int number = 0;
    for (Recommendation.Ground ground : advice.grounds()) {
      out.println(Paragraph.wrapped(ground.text(), "  " + ++number + ". ", INDENT));
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
    out.println(Paragraph.wrapped(advice.lesson().fails(), "  ", "  "));
    out.println();
    out.println("Next: ./lab explain " + pattern);
    out.println("      ./lab demo " + other(pattern));
  }

  /** A pattern beside which it shows what it is good for. */
  private static String other(String pattern) {
    return (pattern.equals("single-thread") ? "message-balancing " : "single-thread ") + pattern;
  }
}
