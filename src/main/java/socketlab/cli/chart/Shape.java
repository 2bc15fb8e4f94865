// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import java.util.Arrays;
import java.util.List;
import socketlab.experiment.claim.Series;
import socketlab.experiment.claim.Series.Point;
import socketlab.page.chart.Line;

/** How the points of a series are best joined, by what they are. */
record Shape(Series series) {
  /** So few points are a row of settings, and each is worth joining to the next. */
  private static final int FEW = 8;

  /** Bars beyond this number are no longer counted by eye. */
  private static final int MOST_BARS = 16;

  /** The mean jump between neighbours, as a share of the highest, from which a line hides more. */
  private static final double JUMPY = 0.1;

  /** The share of neighbours of equal height from which the height is a state that holds. */
  private static final double HELD = 0.3;

  /** Titles of axes that are moments of one clock end so. */
  static final String MOMENT = " at, s";

  Line line(Line.Style style) {
    return new Line(
        series.title(),
        style,
        series.points().stream().map(point -> new Line.Point(point.x(), point.y())).toList());
  }

  Line.Style style() {
    if (series.x().endsWith(MOMENT) && series.y().endsWith(MOMENT)) {
      return Line.Style.TREADS;
    }
    if (series.points().size() <= FEW) {
      return Line.Style.LINE;
    }
    if (isJumpy()) {
      return Line.Style.POINTS;
    }
    return holds() ? Line.Style.STEPS : Line.Style.LINE;
  }

  /** Things that are counted from one end to the other, without a gap: each has a bar. */
  boolean isBars() {
    List<Point> points = series.points();
    if (points.size() < 3 || points.size() > MOST_BARS) {
      return false;
    }
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).x() != points.getFirst().x() + i || !isWhole(points.get(i).x())) {
        return false;
      }
    }
    return true;
  }

  private boolean isJumpy() {
    double top = series.points().stream().mapToDouble(Point::y).max().orElse(0);
    double jumps = 0;
    for (int i = 1; i < series.points().size(); i++) {
      jumps += Math.abs(series.points().get(i).y() - series.points().get(i - 1).y());
    }
    return jumps > JUMPY * top * series.points().size();
  }

  private boolean holds() {
    if (series.x().startsWith("time") && series.points().stream().allMatch(p -> isWhole(p.y()))) {
      return true;
    }
    int same = 0;
    for (int i = 1; i < series.points().size(); i++) {
      same += series.points().get(i).y() == series.points().get(i - 1).y() ? 1 : 0;
    }
    return same > HELD * series.points().size();
  }

  /** The y in the middle. */
  double median() {
    return quantile(0.5);
  }

  /** The y below which this share of the points is. */
  double quantile(double share) {
    double[] sorted = series.points().stream().mapToDouble(Point::y).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  /** Whether the middles of two cover each other. */
  boolean isMixedUpWith(Shape other) {
    return quantile(0.1) <= other.quantile(0.9) && other.quantile(0.1) <= quantile(0.9);
  }

  /** Whether all y are above 0. */
  boolean isPositive() {
    return series.points().stream().allMatch(point -> point.y() > 0);
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value);
  }

  /** The y of several, from the least to the greatest. */
  static double[] heights(List<Shape> shapes) {
    double[] all =
        shapes.stream()
            .flatMap(shape -> shape.series().points().stream())
            .mapToDouble(Point::y)
            .toArray();
    Arrays.sort(all);
    return all;
  }
}
