// SPDX-License-Identifier: Apache-2.0
package socketlab.page;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a terminal showed, as one SVG file without scripts or fonts: it follows the reader's choice
 * of dark or light, and its text can be found and copied.
 *
 * <p>A line that begins with {@code $} and a blank is what was typed. Grades have their colours, as
 * in a terminal.
 *
 * @param title what it shows, for those who do not see it
 * @param lines each a row, or several where it has more than a hundred columns; every character
 *     takes one column, as box drawing does
 */
public record TerminalPicture(String title, List<String> lines) {
  /** In pixels; a column is what monospaced fonts take at this size, and text is held to it. */
  private static final double COLUMN = 7.8;

  private static final int FONT = 13;
  private static final int ROW = 18;
  private static final int MARGIN = 16;
  private static final int WIDTH = 100;
  private static final String TYPED = "$ ";
  private static final Pattern GRADE = Pattern.compile("\\b(EXPECTED|INTERESTING|FORBIDDEN)\\b");

  private static final String STYLE =
      """
      text { font: %dpx ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
        fill: #1f2328; white-space: pre; }
      rect { fill: #f6f8fa; stroke: #d1d9e0; }
      .typed { font-weight: 600; fill: #0550ae; }
      .EXPECTED { fill: #1a7f37; } .INTERESTING { fill: #9a6700; } .FORBIDDEN { fill: #d1242f; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        rect { fill: #0d1117; stroke: #3d444d; }
        .typed { fill: #79c0ff; }
        .EXPECTED { fill: #3fb950; } .INTERESTING { fill: #d29922; } .FORBIDDEN { fill: #f85149; }
      }
      """;

  /** The whole file. */
  public String svg() {
    List<String> rows = lines.stream().flatMap(TerminalPicture::wrapped).toList();
    int columns = rows.stream().mapToInt(TerminalPicture::columns).max().orElse(0);
    int width = (int) Math.ceil(2 * MARGIN + columns * COLUMN);
    int height = 2 * MARGIN + rows.size() * ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\">\n",
            width,
            height,
            width,
            height));
    svg.append("<title>").append(escaped(title)).append("</title>\n");
    svg.append("<style>\n").append(String.format(Locale.ROOT, STYLE, FONT)).append("</style>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
            width - 1,
            height - 1));
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), MARGIN + FONT + i * ROW);
    }
    return svg.append("</svg>\n").toString();
  }

  /** At a blank, and under where it began. */
  private static Stream<String> wrapped(String line) {
    if (columns(line) <= WIDTH) {
      return Stream.of(line);
    }
    String indent = " ".repeat(line.length() - line.stripLeading().length());
    int end = line.lastIndexOf(' ', line.offsetByCodePoints(0, WIDTH));
    if (end <= indent.length()) {
      end = line.offsetByCodePoints(0, WIDTH);
    }
    return Stream.concat(
        Stream.of(line.substring(0, end)), wrapped(indent + line.substring(end).strip()));
  }

  private static void row(StringBuilder svg, String line, int y) {
    if (line.isBlank()) {
      return;
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" textLength=\"%.1f\"%s>%s</text>\n",
            MARGIN,
            y,
            columns(line) * COLUMN,
            line.startsWith(TYPED) ? " class=\"typed\"" : "",
            coloured(line)));
  }

  private static String coloured(String line) {
    return GRADE
        .matcher(escaped(line))
        .replaceAll(
            grade ->
                Matcher.quoteReplacement(
                    "<tspan class=\"" + grade.group() + "\">" + grade.group() + "</tspan>"));
  }

  private static int columns(String line) {
    return line.codePointCount(0, line.length());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
