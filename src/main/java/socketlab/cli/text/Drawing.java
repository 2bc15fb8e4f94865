// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.util.Arrays;
import java.util.Locale;
import socketlab.experiment.claim.Series;
import socketlab.experiment.claim.Series.Point;

/** A series as text: a column a slice of x, as high as the highest y in it. */
final class Drawing {
  private static final int COLUMNS = 64;
  private static final int ROWS = 8;

  /** Eighths of a cell, from the bottom. */
  private static final String BARS = " ▁▂▃▄▅▆▇█";

  private Drawing() {}

  static String of(Series series) {
    if (series.points().isEmpty()) {
      return "  " + series.title() + ": no points\n";
    }
    double from = series.points().stream().mapToDouble(Point::x).min().orElseThrow();
    double to = series.points().stream().mapToDouble(Point::x).max().orElseThrow();
    double top = Math.max(series.points().stream().mapToDouble(Point::y).max().orElseThrow(), 0);
    double[] heights = new double[COLUMNS];
    Arrays.fill(heights, 0);
    for (Point point : series.points()) {
      int column = to == from ? 0 : (int) ((point.x() - from) / (to - from) * (COLUMNS - 1));
      heights[column] = Math.max(heights[column], point.y());
    }
    StringBuilder text = new StringBuilder("  " + series.title() + "\n");
    for (int row = ROWS - 1; row >= 0; row--) {
      text.append(String.format(Locale.ROOT, "  %10s ┤", row == ROWS - 1 ? number(top) : ""));
      for (double height : heights) {
        double eighths = top == 0 ? 0 : height / top * ROWS * 8 - row * 8;
        text.append(BARS.charAt((int) Math.clamp(Math.ceil(eighths), 0, 8)));
      }
      text.append('\n');
    }
    return text.append(" ".repeat(13))
        .append(String.format("%-10s%50s%n", number(from), number(to)))
        .append("  " + series.y() + ", over " + series.x() + "\n")
        .toString();
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
