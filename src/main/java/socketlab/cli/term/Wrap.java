// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

/** Text in lines that are no longer than a terminal is wide, broken between words. */
public final class Wrap {
  private Wrap() {}

  /**
   * A text in lines; each of its own lines begins a new one, and a word that is too long stands
   * alone on one.
   *
   * @param first what stands before it on the first line, at least as wide as {@code indent} or not
   * @param indent spaces before all other lines
   * @param width of a line
   * @return the lines, without an end of line behind the last
   */
  public static String text(String first, int indent, String text, int width) {
    StringBuilder lines = new StringBuilder(first);
    int column = width(first);
    boolean isAtStart = true;
    String space = " ".repeat(indent);
    for (String line : text.split("\n", -1)) {
      if (!isAtStart) {
        lines.append('\n').append(space);
        column = indent;
      }
      boolean isFirstWord = true;
      for (String word : line.split(" ")) {
        int gap = isFirstWord ? 0 : 1;
        if (!isFirstWord && column + gap + width(word) > width) {
          lines.append('\n').append(space);
          column = indent;
          gap = 0;
        }
        lines.append(" ".repeat(gap)).append(word);
        column += gap + width(word);
        isFirstWord = false;
      }
      isAtStart = false;
    }
    return lines.toString();
  }

  /** A text without anything before it. */
  public static String text(String text, int width) {
    return text("", 0, text, width);
  }

  /**
   * A name and a text beside it, both in columns of their own. A name that is too long for its
   * column has two spaces behind it all the same.
   *
   * @param indent spaces before the name
   * @param column at which the text begins
   */
  public static String row(int indent, String name, int column, String text, int width) {
    String first = " ".repeat(indent) + name;
    int gap = Math.max(2, column - width(first));
    return text(first + " ".repeat(gap), column, text, width);
  }

  /** Columns of a text: what is drawn here is one wide each. */
  static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
