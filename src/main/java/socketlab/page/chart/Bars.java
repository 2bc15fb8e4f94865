// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import java.util.List;
import java.util.OptionalDouble;

/** A bar a name, from 0 along one axis. */
public record Bars(String title, Axis axis, List<Row> rows) implements Chart {
  /**
   * One bar.
   *
   * @param label the value with its unit
   * @param expected the value that was foretold, a mark on the bar's line; empty where none was
   */
  public record Row(String name, double value, String label, OptionalDouble expected) {}

  public Bars {
    rows = List.copyOf(rows);
  }
}
