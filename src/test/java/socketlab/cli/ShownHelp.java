// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** The command line, for tests of other packages: its help's examples, parser, output. */
public final class ShownHelp {
  /** What follows it, and the lines below it, are to be pasted. */
  private static final String EXAMPLES = "For example:";

  private ShownHelp() {}

  /** By command, the lines that its help shows to be pasted, in order. */
  public static Map<String, List<String>> examples() {
    Map<String, List<String>> examples = new TreeMap<>();
    CommandLine lab = Lab.commandLine();
    // A line that is broken would not be one that can be pasted.
    lab.setUsageHelpWidth(400);
    lab.getSubcommands()
        .forEach(
            (name, command) -> {
              List<String> lines =
                  command
                      .getUsageMessage(CommandLine.Help.Ansi.OFF)
                      .lines()
                      .dropWhile(line -> !line.startsWith(EXAMPLES))
                      .map(
                          line ->
                              line.substring(Math.min(line.length(), EXAMPLES.length())).strip())
                      .takeWhile(line -> !line.isEmpty())
                      .toList();
              if (!lines.isEmpty()) {
                examples.put(name, lines);
              }
            });
    return examples;
  }

  /**
   * Reads arguments as the lab does, and does nothing.
   *
   * @throws CommandLine.ParameterException when the lab would end with exit code 2
   */
  public static void parse(String... arguments) {
    Lab.commandLineFor(arguments).parseArgs(arguments);
  }

  /** What a command prints that has to succeed. */
  public static String output(String... arguments) {
    LabRun run = LabRun.lab(arguments);
    if (run.exitCode() != 0) {
      throw new AssertionError(run.err());
    }
    return run.out();
  }
}
