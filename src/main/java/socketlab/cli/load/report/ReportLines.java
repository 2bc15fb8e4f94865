// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import socketlab.cli.text.Micros;
import socketlab.load.count.Failure;

/** Writes a report for people, line by line, with the same figures in every locale. */
public final class ReportLines {
  private final PrintWriter out;

  public ReportLines(PrintWriter out) {
    this.out = out;
  }

  /** A line by a format, without blanks at its end. */
  public void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  /**
   * A row of times: the mean, percentiles and the largest.
   *
   * @param width of the name's column
   * @param nanos a histogram in nanoseconds; an empty one is told as none
   */
  public void times(int width, String name, Histogram nanos, double... percentiles) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-" + width + "s", name));
    if (nanos.getTotalCount() == 0) {
      line("%s %9s", row, "none");
      return;
    }
    cell(row, Micros.text(nanos.getMean()));
    for (double percentile : percentiles) {
      cell(row, Micros.text(nanos.getValueAtPercentile(percentile)));
    }
    cell(row, Micros.text(nanos.getMaxValue()));
    line("%s", row);
  }

  private static void cell(StringBuilder row, String text) {
    row.append(String.format(Locale.ROOT, " %9s", text));
  }

  /** The kinds of failures that there were, each with its count; empty without any. */
  public static String kinds(ToLongFunction<Failure> counts) {
    StringBuilder kinds = new StringBuilder();
    for (Failure kind : Failure.values()) {
      long count = counts.applyAsLong(kind);
      if (count > 0) {
        kinds.append(kinds.isEmpty() ? "    " : ", ");
        kinds.append(String.format(Locale.ROOT, "%s %,d", kind.id(), count));
      }
    }
    return kinds.toString();
  }

  /** What is to be said at the end, each behind an empty line. */
  public void warnings(List<String> warnings) {
    for (String warning : warnings) {
      line("");
      line("warning: %s", warning);
    }
  }
}
