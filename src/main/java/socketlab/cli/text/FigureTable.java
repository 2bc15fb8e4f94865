// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import socketlab.cli.term.Wrap;
import socketlab.experiment.claim.Figure;

/**
 * What was seen beside what was expected, in columns as wide as what is in them. Where they do not
 * fit, where a figure was read from stands below it; and where that is not enough, each figure has
 * its lines below its name.
 */
final class FigureTable {
  private static final String GAP = "  ";
  private static final int INDENT = 6;
  private static final List<String> HEAD = List.of("", "expected", "seen", "read from");

  private final List<List<String>> rows = new ArrayList<>();
  private final int width;

  FigureTable(List<Figure> figures, int width) {
    this.width = width;
    rows.add(HEAD);
    for (Figure figure : figures) {
      rows.add(
          List.of(
              figure.name(),
              figure.expected(),
              figure.seen(),
              String.join(", ", figure.readings().keySet())));
    }
  }

  /** Its lines, each with its end. */
  String text() {
    if (columns(HEAD.size()) <= width) {
      return lines(HEAD.size());
    }
    return columns(HEAD.size() - 1) <= width ? lines(HEAD.size() - 1) : stacked();
  }

  private int columns(int count) {
    return IntStream.range(0, count).map(column -> GAP.length() + widest(column)).sum();
  }

  private int widest(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private String lines(int count) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < count; column++) {
        String cell = row.get(column);
        line.append(GAP).append(cell).append(" ".repeat(widest(column) - length(cell)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
      boolean hasMore = count < HEAD.size() && row != HEAD;
      text.append(hasMore ? below(HEAD.getLast(), row.getLast()) : "");
    }
    return text.toString();
  }

  private String stacked() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows.subList(1, rows.size())) {
      text.append(Wrap.text(GAP, GAP.length(), row.getFirst(), width)).append('\n');
      for (int column = 1; column < HEAD.size(); column++) {
        text.append(below(HEAD.get(column), row.get(column)));
      }
    }
    return text.toString();
  }

  private String below(String head, String cell) {
    return cell.isEmpty()
        ? ""
        : Wrap.text(" ".repeat(INDENT), INDENT + 2, head + " " + cell, width) + '\n';
  }
}
