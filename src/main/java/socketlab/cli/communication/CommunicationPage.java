// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of {@code docs/communication} as a lesson.
 *
 * <pre>
 *   # id
 *   `sketch`
 *   ``` picture ```
 *   ## Wire · ## Server · ## When · ## Fails      prose
 *   ## Measured                                   a list of experiments
 *   ## Try                                        ```sh lines ```
 *   ## Read                                       a link into the sources
 *   See also: names.
 * </pre>
 */
final class CommunicationPage {
  private static final String SEE_ALSO = "See also: ";
  private static final String HEADING = "## ";
  private static final String FENCE = "```";

  /** What stands before the first heading of the second level. */
  private static final String TOP = "";

  private final String name;
  private final Map<String, String> sections = new LinkedHashMap<>();

  private CommunicationPage(String name, String page) {
    this.name = name;
    String heading = TOP;
    StringBuilder text = new StringBuilder();
    for (String line : page.split("\n")) {
      if (line.startsWith(HEADING)) {
        sections.put(heading, text.toString().strip());
        text.setLength(0);
        heading = line.substring(HEADING.length()).strip();
      } else {
        text.append(line).append('\n');
      }
    }
    sections.put(heading, text.toString().strip());
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException in one line, when a part is missing
   */
  static CommunicationPattern parse(String name, String page) {
    CommunicationPage parts = new CommunicationPage(name, page);
    String top = parts.section(TOP);
    String read = parts.section("Read");
    int also = read.indexOf(SEE_ALSO);
    parts.check(top.startsWith("# " + name + "\n"), "its heading is not '# " + name + "'");
    parts.check(also >= 0 && read.endsWith("."), "it does not end with 'See also: … .'");
    return new CommunicationPattern(
        name,
        parts.between(top, "\n`", "`\n").strip(),
        parts.fenced(top),
        parts.prose("Wire"),
        parts.prose("Server"),
        parts.prose("When"),
        parts.prose("Fails"),
        parts.items("Measured"),
        parts.fenced(parts.section("Try")),
        parts.between(read, "](../../", ")"),
        Arrays.asList(read.substring(also + SEE_ALSO.length(), read.length() - 1).split(",\\s+")));
  }

  private String section(String heading) {
    String text = sections.get(heading);
    check(text != null, "it has no '" + HEADING + heading + "'");
    return text;
  }

  /** One paragraph or several, each on one line. */
  private String prose(String heading) {
    return section(heading).replaceAll("(?<!\n)\n(?!\n)", " ");
  }

  private List<String> items(String heading) {
    List<String> lines = section(heading).lines().toList();
    check(
        lines.stream().allMatch(line -> line.startsWith("- ")),
        "'" + heading + "' is no list of '- ID'");
    return lines.stream().map(line -> line.substring("- ".length())).toList();
  }

  private String fenced(String text) {
    int begin = text.indexOf('\n', text.indexOf(FENCE)) + 1;
    int end = text.indexOf(FENCE, begin);
    check(end > begin, "a block of lines is missing");
    return text.substring(begin, end).stripTrailing();
  }

  private String between(String text, String before, String after) {
    int begin = text.indexOf(before) + before.length();
    int end = text.indexOf(after, begin);
    check(begin >= before.length() && end > begin, "it has no " + before + "…" + after);
    return text.substring(begin, end);
  }

  private void check(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("docs/communication/" + name + ".md: " + complaint);
    }
  }
}
