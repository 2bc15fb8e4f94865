// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import java.util.Arrays;
import java.util.List;
import socketlab.experiment.claim.Series;
import socketlab.page.chart.Axis;
import socketlab.page.chart.Bars;
import socketlab.page.chart.Chart;
import socketlab.page.chart.Line;
import socketlab.page.chart.Line.Point;
import socketlab.page.chart.Line.Style;
import socketlab.page.chart.Plot;

/** Charts as text, on the same axes as those of a page. */
public final class TextChart {
  private static final int COLUMNS = 60;
  private static final int ROWS = 8;

  /** For the labels of the vertical axis, and of a bar. */
  private static final int BESIDE = 12;

  /** Eighths of a cell, from the bottom and from the left. */
  private static final String HIGH = " ▁▂▃▄▅▆▇█";

  private static final String LONG = " ▏▎▍▌▋▊▉█";

  private TextChart() {}

  /** All series, one below another; those that are compared have the same axes. */
  public static String of(List<Series> series) {
    StringBuilder text = new StringBuilder();
    for (Chart chart : SeriesCharts.apart(SeriesCharts.of(series))) {
      text.append(text.isEmpty() ? "" : "\n").append(of(chart));
    }
    return text.toString();
  }

  /** One chart; of a plot its first line. */
  static String of(Chart chart) {
    return switch (chart) {
      case Plot plot -> plot(plot);
      case Bars bars -> bars(bars);
    };
  }

  private static String plot(Plot plot) {
    double[] heights = heights(plot.lines().getFirst(), plot.x(), plot.y());
    int rows = rows(plot.y());
    String[] labels = beside(plot.y(), rows);
    StringBuilder text = new StringBuilder("  " + plot.title() + "\n");
    text.append("  ").append(plot.y().title()).append('\n');
    for (int row = rows - 1; row >= 0; row--) {
      String label = labels[row + 1];
      text.append(("%" + BESIDE + "s %s").formatted(label, label.isEmpty() ? "│" : "┤"));
      StringBuilder cells = new StringBuilder();
      for (double height : heights) {
        double eighths = Double.isNaN(height) ? 0 : height * rows * 8 - row * 8;
        cells.append(HIGH.charAt((int) Math.clamp(Math.ceil(eighths), 0, 8)));
      }
      text.append(cells.toString().stripTrailing()).append('\n');
    }
    return text.append(below(plot.x(), labels[0])).toString();
  }

  /** From 0 to 1 a column; not a number where nothing is known. */
  private static double[] heights(Line line, Axis x, Axis y) {
    double[] heights = new double[COLUMNS];
    Arrays.fill(heights, Double.NaN);
    Point before = null;
    for (Point point : line.points()) {
      int at = column(x.place(point.x()));
      if (before != null && line.style() != Style.POINTS && line.style() != Style.TREADS) {
        int from = column(x.place(before.x()));
        for (int column = from + 1; column < at; column++) {
          double along = line.style() == Style.STEPS ? 0 : (double) (column - from) / (at - from);
          double low = y.place(before.y());
          raise(heights, column, low + along * (y.place(point.y()) - low));
        }
      }
      int until = line.style() == Style.TREADS ? column(x.place(point.y())) : at;
      for (int column = at; column <= until; column++) {
        raise(heights, column, y.place(point.y()));
      }
      before = point;
    }
    return heights;
  }

  private static void raise(double[] heights, int column, double height) {
    // What lies on the axis is seen as well.
    double seen = Math.max(height, 1e-9);
    heights[column] = Double.isNaN(heights[column]) ? seen : Math.max(heights[column], seen);
  }

  private static int column(double place) {
    return Math.clamp(Math.round(place * (COLUMNS - 1)), 0, COLUMNS - 1);
  }

  /** The labels by row: the first stands on the axis, the last at its upper end. */
  private static String[] beside(Axis y, int rows) {
    String[] labels = new String[rows + 1];
    Arrays.fill(labels, "");
    // The ends first, so that a tick between them gives way.
    labels[0] = y.ticks().getFirst().label();
    labels[rows] = y.ticks().getLast().label();
    for (Axis.Tick tick : y.ticks()) {
      int row = (int) Math.round(y.place(tick.value()) * rows);
      labels[row] = labels[row].isEmpty() ? tick.label() : labels[row];
    }
    return labels;
  }

  /** Some eight, so that equal steps between ticks are whole rows. */
  private static int rows(Axis y) {
    int steps = y.ticks().size() - 1;
    return y.logarithmic()
        ? Math.max(ROWS, steps)
        : steps * Math.max(1, Math.round((float) ROWS / steps));
  }

  private static String below(Axis x, String origin) {
    char[] line = "─".repeat(COLUMNS).toCharArray();
    char[] labels = " ".repeat(COLUMNS + 2 * BESIDE).toCharArray();
    int free = 0;
    for (Axis.Tick tick : x.ticks()) {
      int column = column(x.place(tick.value()));
      int from = Math.max(0, BESIDE + 2 + column - tick.label().length() / 2);
      if (from >= free && from + tick.label().length() <= labels.length) {
        line[column] = '┬';
        tick.label().getChars(0, tick.label().length(), labels, from);
        free = from + tick.label().length() + 2;
      }
    }
    return ("%" + BESIDE + "s └%s%n").formatted(origin, new String(line))
        + new String(labels).stripTrailing()
        + "\n"
        + " ".repeat(BESIDE + 2)
        + x.title()
        + "\n";
  }

  private static String bars(Bars bars) {
    StringBuilder text = new StringBuilder("  " + bars.title() + "\n");
    int width = bars.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
    for (Bars.Row row : bars.rows()) {
      int eighths = (int) Math.round(bars.axis().place(row.value()) * COLUMNS * 8);
      String rest = eighths % 8 == 0 ? "" : LONG.substring(eighths % 8, eighths % 8 + 1);
      text.append(("  %" + width + "s ┤").formatted(row.name()))
          .append("█".repeat(Math.max(0, eighths / 8)))
          .append(rest)
          .append(' ')
          .append(row.label())
          .append('\n');
    }
    return text.append(" ".repeat(width + 4))
        .append(
            "from %s to %s: %s%n"
                .formatted(
                    bars.axis().ticks().getFirst().label(),
                    bars.axis().ticks().getLast().label(),
                    bars.axis().title()))
        .toString();
  }
}
