// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import socketlab.experiment.claim.Figure;
import socketlab.page.chart.Axis;
import socketlab.page.chart.Bars;
import socketlab.page.chart.Chart;

/**
 * Charts of figures, for experiments whose result is no curve. A figure's name is {@code who:
 * what}; figures of the same "what" are compared, a bar each.
 */
public final class FigureCharts {
  /** Of one unit, what is within this ratio has one axis. */
  private static final double ALIKE = 5;

  private FigureCharts() {}

  /** In the order of the figures; empty where no two of them can be compared. */
  public static List<Chart> of(List<Figure> figures) {
    List<Group> groups =
        groups(figures, figure -> new Key(what(figure), figure.unit()), FigureCharts::who);
    if (groups.isEmpty()) {
      groups = groups(figures, figure -> new Key("Figures", figure.unit()), Figure::name);
    }
    Map<Group, Axis> axes = axes(groups);
    return groups.stream()
        .map(
            group ->
                (Chart) new Bars(capitalised(group.key().what()), axes.get(group), group.rows()))
        .toList();
  }

  /** An axis each, of equal ends for those of one unit that are alike. */
  private static Map<Group, Axis> axes(List<Group> groups) {
    Map<Group, Axis> axes = new HashMap<>();
    List<Group> left = new ArrayList<>(groups);
    while (!left.isEmpty()) {
      Group widest = left.stream().max(Comparator.comparingDouble(Group::reach)).orElseThrow();
      List<Group> alike =
          left.stream()
              .filter(one -> one.key().unit().equals(widest.key().unit()))
              .filter(one -> ALIKE * one.reach() >= widest.reach())
              .toList();
      alike.forEach(one -> axes.put(one, axis(one, alike)));
      left.removeAll(alike);
    }
    return axes;
  }

  private record Key(String what, String unit) {}

  private record Group(Key key, List<Bars.Row> rows) {
    double low() {
      return rows.stream().mapToDouble(Bars.Row::value).min().orElseThrow();
    }

    double high() {
      return rows.stream()
          .mapToDouble(row -> Math.max(row.value(), row.expected().orElse(row.value())))
          .max()
          .orElseThrow();
    }

    double reach() {
      return Math.max(Math.abs(low()), Math.abs(high()));
    }
  }

  /** What more than one tells, and not all of them nothing. */
  private static List<Group> groups(
      List<Figure> figures, Function<Figure, Key> key, Function<Figure, String> name) {
    Map<Key, List<Bars.Row>> rows =
        figures.stream()
            .collect(
                Collectors.groupingBy(
                    key,
                    LinkedHashMap::new,
                    Collectors.mapping(figure -> row(figure, name), Collectors.toList())));
    List<Group> groups = new ArrayList<>();
    rows.forEach(
        (what, all) -> {
          if (all.size() > 1 && all.stream().anyMatch(row -> row.value() != 0)) {
            groups.add(new Group(what, all));
          }
        });
    return groups;
  }

  private static Bars.Row row(Figure figure, Function<Figure, String> name) {
    double value = figure.readings().values().iterator().next();
    return new Bars.Row(name.apply(figure), value, figure.seen(), expected(figure));
  }

  /** A claim says a number, or a text that no bar can show. */
  private static OptionalDouble expected(Figure figure) {
    return figure.expected().matches("-?\\d+(\\.\\d+)?")
        ? OptionalDouble.of(Double.parseDouble(figure.expected()))
        : OptionalDouble.empty();
  }

  private static Axis axis(Group group, List<Group> alike) {
    double low = alike.stream().mapToDouble(Group::low).min().orElseThrow();
    double high = alike.stream().mapToDouble(Group::high).max().orElseThrow();
    String unit = group.key().unit();
    String title = group.key().what() + (unit.isEmpty() ? "" : ", " + unit);
    return Axis.linear(title, Math.min(0, low), Math.max(0, high));
  }

  private static String who(Figure figure) {
    int colon = figure.name().lastIndexOf(": ");
    return colon < 0 ? figure.name() : figure.name().substring(0, colon);
  }

  private static String what(Figure figure) {
    int colon = figure.name().lastIndexOf(": ");
    return colon < 0 ? figure.name() : figure.name().substring(colon + 2);
  }

  /** Words begin with a capital; symbols are what they are. */
  private static String capitalised(String text) {
    return text.matches("[a-z]{2}.*")
        ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
        : text;
  }
}
