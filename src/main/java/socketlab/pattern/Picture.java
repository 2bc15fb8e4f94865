// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lesson's picture with as many columns as threads run. A lesson draws three of what a pattern
 * may have any number of: three columns of one width, whose middles are the arrows of a row of
 * three. The rows in which the three are alike are drawn anew, and the others stay as they are.
 *
 * <pre>
 *        ├──────────────┬──────────────┐
 *        ▼              ▼              ▼          ◀─ the arrows tell where the columns are
 *     loop 0         loop 1         loop 2        ◀─ and the word, which threads they stand for
 * </pre>
 */
final class Picture {
  /** As many are drawn; of more, the first two and the last. */
  private static final int MOST = 4;

  private static final Pattern ARROWS = Pattern.compile("[^▼]*(▼ +)(▼ +)▼[^▼]*");

  /** The third of them, unless it stands for any number of more. */
  private static final Pattern THIRD = Pattern.compile("(\\w+) 2\\b(?! …)");

  /** Lines from which the columns branch off, from above and from below. */
  private static final String FORK = "├┬┐";

  private static final String JOIN = "┴┴┘";

  private final int from;
  private final int width;
  private final int count;

  private Picture(int from, int width, int count) {
    this.from = from;
    this.width = width;
    this.count = count;
  }

  /**
   * Draws it.
   *
   * @param lesson the picture of the lesson
   * @param threads how many threads of a role run; 0 where there is no such role
   */
  static String of(String lesson, ToIntFunction<String> threads) {
    Matcher third = THIRD.matcher(lesson);
    int count = 0;
    while (count == 0 && third.find()) {
      count = threads.applyAsInt(third.group(1));
    }
    List<String> rows = lesson.lines().toList();
    for (String row : rows) {
      Matcher arrows = ARROWS.matcher(row);
      if (count > 0 && arrows.matches() && arrows.group(1).equals(arrows.group(2))) {
        int width = arrows.group(1).length();
        Picture picture = new Picture(arrows.start(1) - width / 2, width, count);
        return String.join("\n", rows.stream().map(picture::drawn).toList()) + "\n";
      }
    }
    return lesson;
  }

  private String drawn(String row) {
    String line = String.format("%-" + (from + 3 * width) + "s", row);
    String first = column(line, 0);
    String second = column(line, 1);
    boolean branches = isBranching(line);
    if (!branches && !(isAlike(first, second) && isAlike(second, column(line, 2)))) {
      return row;
    }
    List<String> columns = new ArrayList<>();
    columns.add(first);
    for (int i = 1; i < Math.min(count, MOST) - 1; i++) {
      columns.add(count > MOST && i == MOST - 2 ? gap(second, branches) : numbered(second, i));
    }
    if (count > 1) {
      columns.add(numbered(column(line, 2), count - 1));
    } else if (branches) {
      columns.set(0, alone(first));
    }
    String all = line.substring(0, from) + String.join("", columns);
    return (all + line.substring(from + 3 * width)).stripTrailing();
  }

  private String column(String line, int number) {
    return line.substring(from + number * width, from + (number + 1) * width);
  }

  private boolean isBranching(String line) {
    String middles = "";
    for (int i = 0; i < 3; i++) {
      middles += line.charAt(from + i * width + width / 2);
    }
    return middles.equals(FORK) || middles.equals(JOIN);
  }

  /** The same but for their numbers, and not empty. */
  private static boolean isAlike(String one, String other) {
    return !one.isBlank()
        && one.strip().replaceAll("\\d", "").equals(other.strip().replaceAll("\\d", ""));
  }

  /** The same column with its number, as wide as before. */
  private String numbered(String column, int number) {
    return String.format(
        "%-" + width + "s", column.replaceFirst("\\d", "" + number).stripTrailing());
  }

  /** What stands for those that are not drawn. */
  private String gap(String second, boolean branches) {
    if (branches) {
      return second.replaceAll("[┬┴]", "─");
    }
    String middle = second.matches(".*\\d.*") ? "…" : " ";
    return " ".repeat(width / 2) + middle + " ".repeat(width - width / 2 - 1);
  }

  /** A branch with no other one is a line. */
  private static String alone(String first) {
    return first.replaceAll("─+\\s*$", "").replace('├', '│').replace('┴', '┘');
  }
}
