// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines between two axes.
 *
 * @param lines of different names, at least one
 */
public record Plot(String title, Axis x, Axis y, List<Line> lines) implements Chart {
  /** So near by, on an axis of length 1, two lines are seen as one. */
  private static final double NEAR = 0.02;

  /** Of the points at one x, the share that has to be near. */
  private static final double MOSTLY = 0.5;

  public Plot {
    lines = List.copyOf(lines);
  }

  /** On how many lines before it each line lies, so that it has to be drawn apart from them. */
  public List<Integer> depths() {
    List<Integer> depths = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      int depth = 0;
      for (int j = 0; j < i; j++) {
        depth += coincide(lines.get(i), lines.get(j)) ? 1 : 0;
      }
      depths.add(depth);
    }
    return depths;
  }

  /** Whether another line lies on this one, which therefore has to be the wider. */
  public boolean isBeneath(int line) {
    return lines.stream().skip(line + 1).anyMatch(later -> coincide(lines.get(line), later));
  }

  /** Names the lines that lie on one another; empty where each can be seen by itself. */
  public String note() {
    List<String> sentences = new ArrayList<>();
    List<Integer> depths = depths();
    for (int i = 0; i < lines.size(); i++) {
      List<String> above = new ArrayList<>();
      for (int j = i + 1; j < lines.size(); j++) {
        if (depths.get(i) == 0 && coincide(lines.get(i), lines.get(j))) {
          above.add("“" + lines.get(j).name() + "”");
        }
      }
      if (!above.isEmpty()) {
        sentences.add(
            "“%s” and %s coincide in most places: the first is the wide band, the other%s dashed on it."
                .formatted(
                    lines.get(i).name(),
                    String.join(" and ", above),
                    above.size() == 1 ? " is" : "s are"));
      }
    }
    return String.join(" ", sentences);
  }

  private boolean coincide(Line one, Line other) {
    if (one.style() == Line.Style.POINTS || other.style() == Line.Style.POINTS) {
      return false;
    }
    Map<Double, Double> places = new LinkedHashMap<>();
    one.points().forEach(point -> places.put(point.x(), y.place(point.y())));
    int common = 0;
    int near = 0;
    for (Line.Point point : other.points()) {
      Double place = places.get(point.x());
      if (place != null) {
        common++;
        near += Math.abs(place - y.place(point.y())) < NEAR ? 1 : 0;
      }
    }
    return common > 0 && near >= MOSTLY * common;
  }
}
