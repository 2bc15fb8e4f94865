// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

/** Sentences as lines that fit a terminal of the usual width. */
public final class Paragraph {
  /** What every terminal has, and what a page can show. */
  private static final int COLUMNS = 80;

  private Paragraph() {}

  /** Broken between words; a word that is longer than a line stands alone. */
  public static String wrapped(String text) {
    return wrapped(text, "", "");
  }

  /**
   * Broken between words, with an indent.
   *
   * @param first before the first line, for instance {@code " 1. "}
   * @param next before each other line
   */
  public static String wrapped(String text, String first, String next) {
    StringBuilder lines = new StringBuilder(first);
    int column = first.length();
    int begin = column;
    for (String word : text.strip().split("\\s+")) {
      if (column > begin && column + 1 + word.length() > COLUMNS) {
        lines.append('\n').append(next);
        column = next.length();
        begin = column;
      }
      if (column > begin) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }
}
