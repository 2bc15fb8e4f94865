// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Help as wide as the terminal, without colours, and with commands that can be copied: picocli
 * would start a program to learn the width, and break every line alike. Nothing of this is done
 * where nobody asks for help.
 */
public final class HelpText implements IExecutionStrategy {
  /** What picocli demands. */
  private static final int LEAST_WIDTH = 55;

  @Override
  public int execute(ParseResult parsed) {
    ParseResult result = parsed;
    while (true) {
      if (result.isUsageHelpRequested()) {
        fit(result.commandSpec().commandLine(), Math.max(LEAST_WIDTH, Terminal.here().width()));
      }
      if (!result.hasSubcommand()) {
        return new RunLast().execute(parsed);
      }
      result = result.subcommand();
    }
  }

  private static void fit(CommandLine command, int width) {
    command.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    command.setUsageHelpWidth(width);
    Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, new Footer(width));
    command.setHelpSectionMap(sections);
  }

  /** What stands below the options: sentences are wrapped, and examples are not. */
  private record Footer(int width) implements IHelpSectionRenderer {
    @Override
    public String render(Help help) {
      StringBuilder text = new StringBuilder();
      for (String line : help.commandSpec().usageMessage().footer()) {
        String plain = String.format(line);
        text.append(isExample(plain) ? plain : Wrap.text(plain, width)).append('\n');
      }
      return text.toString();
    }

    private static boolean isExample(String line) {
      return line.startsWith("  ") || line.startsWith("./lab ") || line.contains(": ./lab ");
    }
  }
}
