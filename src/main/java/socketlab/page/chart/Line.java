// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import java.util.List;

/**
 * Points of one name in a plot.
 *
 * @param style how they are joined
 * @param points in the order of x
 */
public record Line(String name, Style style, List<Point> points) {
  /** One point. */
  public record Point(double x, double y) {}

  /** How points are joined. */
  public enum Style {
    /** Not at all. */
    POINTS,
    /** By straight lines. */
    LINE,
    /** A value holds until the next one. */
    STEPS,
    /** Both axes are moments: from each point a step leads to where the later moment has come. */
    TREADS
  }

  public Line {
    points = List.copyOf(points);
  }
}
