// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What one server gave, turn by turn. A turn that was left out is missing. */
record TurnSeries(List<Point> points) {
  /**
   * A turn's figure.
   *
   * @param round from 1
   * @param turn from 1, the place in the round
   */
  record Point(int round, int turn, double value) {
    private Point over(Point other) {
      return new Point(round, turn, value / other.value);
    }
  }

  double[] values() {
    return points.stream().mapToDouble(Point::value).toArray();
  }

  /**
   * This one's figures, each over the one that another had nearest to it in the same round. A
   * figure without such, or over nothing, is left out.
   */
  TurnSeries over(TurnSeries other) {
    return new TurnSeries(
        points.stream().flatMap(point -> other.nearest(point).map(point::over).stream()).toList());
  }

  private Optional<Point> nearest(Point to) {
    return points.stream()
        .filter(point -> point.round() == to.round() && point.value() > 0)
        .min(Comparator.comparingInt(point -> Math.abs(point.turn() - to.turn())));
  }
}
