// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import socketlab.experiment.claim.Series;
import socketlab.experiment.claim.Series.Point;
import socketlab.page.chart.Axis;
import socketlab.page.chart.Bars;
import socketlab.page.chart.Chart;
import socketlab.page.chart.Line;
import socketlab.page.chart.Plot;

/**
 * Charts of series. Series of the same y are compared, and have one y axis; those of the same x
 * have one x axis.
 */
public final class SeriesCharts {
  /** Medians so many times apart show nothing of the lower one on equal distances. */
  private static final double FAR_APART = 50;

  private SeriesCharts() {}

  /**
   * In the order of the series, those of the same axes together; a series without points has none.
   */
  public static List<Chart> of(List<Series> all) {
    List<Series> drawn = all.stream().filter(one -> !one.points().isEmpty()).toList();
    Map<String, List<Shape>> compared =
        drawn.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.x() + "\n" + one.y(),
                    LinkedHashMap::new,
                    Collectors.mapping(Shape::new, Collectors.toList())));
    List<Chart> charts = new ArrayList<>();
    for (List<Shape> together : compared.values()) {
      charts.addAll(charts(together, along(drawn, together.getFirst().series().x())));
    }
    return charts;
  }

  /** One chart a line, on the axes that they share: what a terminal can show. */
  public static List<Chart> apart(List<Chart> charts) {
    List<Chart> apart = new ArrayList<>();
    for (Chart chart : charts) {
      switch (chart) {
        case Plot plot ->
            plot.lines()
                .forEach(
                    line -> apart.add(new Plot(line.name(), plot.x(), plot.y(), List.of(line))));
        case Bars bars -> apart.add(bars);
      }
    }
    return apart;
  }

  private static List<Chart> charts(List<Shape> together, Axis x) {
    Axis y = height(together);
    if (together.stream().allMatch(Shape::isBars)) {
      return together.stream().map(shape -> bars(shape, y)).toList();
    }
    // What is compared is drawn alike: among clouds of points a line would say more than it knows.
    boolean isCloud = together.stream().anyMatch(one -> one.style() == Line.Style.POINTS);
    List<Line> lines =
        together.stream().map(one -> one.line(isCloud ? Line.Style.POINTS : one.style())).toList();
    if (isCloud && isMixedUp(together)) {
      return lines.stream()
          .map(line -> (Chart) new Plot(line.name(), x, y, List.of(line)))
          .toList();
    }
    String title = lines.stream().map(Line::name).collect(Collectors.joining(" · "));
    return List.of(new Plot(title, x, y, lines));
  }

  private static boolean isMixedUp(List<Shape> together) {
    for (Shape one : together) {
      for (Shape other : together) {
        if (one != other && one.isMixedUpWith(other)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Chart bars(Shape shape, Axis axis) {
    Series series = shape.series();
    return new Bars(
        series.title(),
        axis,
        series.points().stream()
            .map(
                point ->
                    new Bars.Row(
                        String.format(Locale.ROOT, "%s %.0f", series.x(), point.x()),
                        point.y(),
                        String.format(
                            Locale.ROOT,
                            Math.rint(point.y()) == point.y() ? "%,.0f" : "%,.2f",
                            point.y()),
                        OptionalDouble.empty()))
            .toList());
  }

  /** The x axis of all series that have it. */
  private static Axis along(List<Series> all, String title) {
    List<Double> values =
        all.stream()
            .filter(one -> one.x().equals(title))
            .flatMap(one -> one.points().stream())
            .map(Point::x)
            .toList();
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    if (title.endsWith(Shape.MOMENT)) {
      // A step may end later than the last one begins.
      return Axis.linear(title, 0, Math.max(high, latest(all, title)));
    }
    if (title.startsWith("nines")) {
      return Axis.nines("percentile", high);
    }
    // Moments are no settings: their axis has round numbers.
    return title.startsWith("time") ? Axis.linear(title, 0, high) : Axis.through(title, values);
  }

  /** The latest moment to which a moment of this title leads. */
  private static double latest(List<Series> all, String title) {
    return all.stream()
        .filter(one -> one.x().equals(title) && one.y().endsWith(Shape.MOMENT))
        .flatMap(one -> one.points().stream())
        .mapToDouble(Point::y)
        .max()
        .orElse(0);
  }

  private static Axis height(List<Shape> together) {
    String title = together.getFirst().series().y();
    double[] all = Shape.heights(together);
    double low = all[0];
    double high = all[all.length - 1];
    double[] medians = together.stream().mapToDouble(Shape::median).sorted().toArray();
    if (together.stream().allMatch(Shape::isPositive)
        && medians[medians.length - 1] >= FAR_APART * medians[0]) {
      return Axis.logarithmic(title, low, high);
    }
    return Axis.linear(title, Math.min(0, low), Math.max(0, high));
  }
}
