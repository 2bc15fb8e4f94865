// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import socketlab.cli.name.LabFailure;
import socketlab.pattern.Lesson;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Pieces of the written pages that come from the code. */
public final class PagePieces {
  private PagePieces() {}

  /** The path of the file of a pattern or an experiment, from the root of the project. */
  public static String source(Object thing) {
    return "src/main/java/" + thing.getClass().getName().replace('.', '/') + ".java";
  }

  /** The README's table. */
  public static String patternTable() {
    StringBuilder table =
        new StringBuilder(
            """
            | pattern | picture | threads | when to use it | how it fails |
            |---|---|---|---|---|
            """);
    for (Pattern pattern : Patterns.all()) {
      Lesson lesson = pattern.lesson();
      table
          .append("| [`")
          .append(lesson.id())
          .append("`](")
          .append(source(pattern))
          .append(") | ")
          .append(lesson.sketch())
          .append(" | ")
          .append(lesson.threads())
          .append(" | ")
          .append(lesson.use())
          .append(" | ")
          .append(lesson.fails())
          .append(" |\n");
    }
    return table.toString();
  }

  /**
   * Puts a piece between its marks.
   *
   * @throws LabFailure when the page has no such marks
   */
  public static String replace(String page, String name, String piece) {
    String begin = "<!-- begin " + name + ": written by lab pages -->\n";
    String end = "<!-- end " + name + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new LabFailure("the page has no marks '" + begin.strip() + "' and '" + end + "'");
    }
    return page.substring(0, from + begin.length()) + piece + page.substring(to);
  }
}
