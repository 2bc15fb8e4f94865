// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.List;

/**
 * Points in a plane, to be drawn.
 *
 * @param title what is shown, unique within an observation
 * @param x what the horizontal axis is, with its unit
 * @param y what the vertical axis is, with its unit
 * @param points in the order of x; at most {@value #MOST}
 */
public record Series(String title, String x, String y, List<Point> points) {
  /** As many points as a drawing can show. */
  public static final int MOST = 2_000;

  /** One point. */
  public record Point(double x, double y) {}

  public Series {
    points = List.copyOf(points);
    if (points.size() > MOST) {
      throw new IllegalArgumentException(
          title + " has " + points.size() + " points; at most " + MOST);
    }
  }
}
