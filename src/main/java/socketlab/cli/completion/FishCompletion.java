// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.completion;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The same for fish, which picocli does not write: one {@code complete} a command, an option and a
 * list of names. See complete(1) of fish.
 */
final class FishCompletion {
  private static final String BEGIN =
      """
      # lab completion for fish, written by: lab completion fish

      # Whether the command of the line is this one.
      function __lab_command
        set -l words (commandline -opc)
        test (count $words) -gt 1; and test $words[2] = $argv[1]
      end

      # Whether there is none yet.
      function __lab_no_command
        test (count (commandline -opc)) -eq 1
      end

      complete -c lab -f
      """;

  /** What only the help can show. */
  private static final Pattern VARIABLE = Pattern.compile(":? *\\$\\{[A-Z-]+}");

  private final StringBuilder script = new StringBuilder(BEGIN);

  private FishCompletion() {}

  /**
   * @param lab the whole command line
   */
  static String of(CommandLine lab) {
    FishCompletion fish = new FishCompletion();
    fish.options("__lab_no_command", lab.getCommandSpec());
    lab.getSubcommands().forEach(fish::command);
    return fish.script.toString();
  }

  private void command(String name, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.usageMessage().hidden()) {
      return;
    }
    complete("__lab_no_command", "-a " + name, spec.usageMessage().description());
    String condition = "'__lab_command " + name + "'";
    options(condition, spec);
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String names = names(parameter);
      if (!names.isEmpty()) {
        complete(condition, "-a '" + names + "'", parameter.description());
      } else if (isFile(parameter)) {
        complete(condition, "-F", parameter.description());
      }
    }
  }

  private void options(String condition, CommandSpec spec) {
    for (OptionSpec option : spec.options()) {
      if (option.hidden()) {
        continue;
      }
      String names =
          Arrays.stream(option.names())
              .map(
                  name ->
                      name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.charAt(1))
              .collect(Collectors.joining(" "));
      complete(condition, names + value(option), option.description());
    }
  }

  /** What may follow an option: nothing, a file, one of some names, or whatever one types. */
  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (isFile(option)) {
      return " -r -F";
    }
    String names = names(option);
    return names.isEmpty() ? " -x" : " -x -a '" + names + "'";
  }

  private static boolean isFile(ArgSpec argument) {
    return argument.type() == Path.class || argument.type() == File.class;
  }

  private static String names(ArgSpec argument) {
    return argument.completionCandidates() == null
        ? ""
        : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" "));
  }

  private void complete(String condition, String what, String[] description) {
    script.append("complete -c lab -n ").append(condition).append(' ').append(what);
    String text = firstSentence(String.join(" ", description));
    if (!text.isEmpty()) {
      script.append(" -d '").append(text.replace("\\", "\\\\").replace("'", "\\'")).append('\'');
    }
    script.append('\n');
  }

  /** As it stands in a list of one line each. */
  private static String firstSentence(String description) {
    String text = VARIABLE.matcher(description).replaceAll("").replace("%%", "%");
    int end = text.indexOf(". ");
    text = end < 0 ? text : text.substring(0, end);
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
