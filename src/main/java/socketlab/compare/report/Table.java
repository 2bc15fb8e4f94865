// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table, for a terminal or for a page.
 *
 * @param rows each as long as {@code head}; empty cells are allowed
 */
record Table(List<String> head, List<List<String>> rows) {
  /** Without the columns in which no row has anything. */
  Table withoutEmptyColumns() {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < head.size(); i++) {
      int column = i;
      if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
        kept.add(i);
      }
    }
    return new Table(pick(head, kept), rows.stream().map(row -> pick(row, kept)).toList());
  }

  private static List<String> pick(List<String> row, List<Integer> columns) {
    return columns.stream().map(row::get).toList();
  }

  /** In columns, figures to the right. */
  String text(TextStyle style) {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        String cell = row.get(i);
        String space = " ".repeat(width - cell.length());
        line.append(style.word(cell, isFigures(column) ? space + cell : cell + space)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private boolean isFigures(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(cell -> cell.isEmpty() || cell.matches("[≤<0-9].*|–"));
  }

  String markdown() {
    StringBuilder page = new StringBuilder(line(head));
    page.append(line(head.stream().map(_ -> "---").toList()));
    rows.forEach(row -> page.append(line(row)));
    return page.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
