// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of commands in a page: what is fenced and says {@code sh}, or holds a line that begins
 * with a command of this project. Everything else that is fenced is a picture.
 *
 * <p>A line that a test cannot run is named before its block, in a comment that no reader sees:
 *
 * <pre>
 *   &lt;!-- only parsed, it takes an hour: ./lab compare --everything --&gt;
 * </pre>
 *
 * The words after the colon are how such lines begin. A server that a block needs is either a block
 * before it that is nothing but that server, or named in the same way:
 *
 * <pre>
 *   &lt;!-- while this runs: ./lab serve --pattern=sharded --&gt;
 * </pre>
 */
final class ShownPage {
  private static final String FENCE = "```";
  private static final Pattern MARK = Pattern.compile("<!-- only parsed, [^:]+: (.*) -->");
  private static final Pattern WHILE = Pattern.compile("<!-- while this runs: (.*) -->");
  private static final Pattern COMMAND = Pattern.compile("(\\./lab|\\.ci/|mvn|curl) .*");

  private final String name;
  private final List<ShownBlock> blocks = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private String server = "";

  private ShownPage(String name) {
    this.name = name;
  }

  static List<ShownBlock> blocks(Path page) throws IOException {
    return blocks(page.toString(), Files.readAllLines(page));
  }

  static List<ShownBlock> blocks(String name, List<String> lines) {
    ShownPage page = new ShownPage(name);
    List<String> fenced = null;
    String info = "";
    int begin = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher mark = MARK.matcher(line);
      Matcher meanwhile = WHILE.matcher(line);
      if (line.startsWith(FENCE)) {
        if (fenced == null) {
          info = line.substring(FENCE.length());
          fenced = new ArrayList<>();
          begin = i + 1;
        } else {
          page.block(begin, info, fenced);
          fenced = null;
        }
      } else if (fenced != null) {
        fenced.add(line);
      } else if (mark.matches()) {
        page.marks.add(mark.group(1));
      } else if (meanwhile.matches()) {
        page.server = meanwhile.group(1);
      }
    }
    if (!page.server.isEmpty()) {
      throw new AssertionError(name + ": no block follows that uses the server: " + page.server);
    }
    return page.blocks;
  }

  private void block(int begin, String info, List<String> lines) {
    boolean isShell =
        info.equals("sh")
            || info.isEmpty() && lines.stream().anyMatch(l -> COMMAND.matcher(l).matches());
    if (!isShell) {
      return;
    }
    List<String> executed = new ArrayList<>();
    List<String> parsed = new ArrayList<>();
    for (String line : lines) {
      if (marks.stream().anyMatch(line::startsWith)) {
        parsed.add(line);
      } else if (!line.isBlank()) {
        executed.add(line);
      }
    }
    for (String mark : marks) {
      if (parsed.stream().noneMatch(line -> line.startsWith(mark))) {
        throw new AssertionError(
            name + ":" + begin + ": no line begins with what is marked: " + mark);
      }
    }
    marks.clear();
    ShownBlock block = new ShownBlock(name + ":" + begin, "", executed, parsed);
    if (block.isServerAlone()) {
      server = executed.getFirst();
    } else {
      blocks.add(block.during(server));
      server = "";
    }
  }
}
