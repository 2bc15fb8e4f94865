// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the arguments, and what to do about it, in one line. */
public final class UsageText {
  private UsageText() {}

  /**
   * The line.
   *
   * @param failure of parsing, or of what a command checks by itself
   * @param arguments of the whole command line
   */
  public static String of(ParameterException failure, String[] arguments) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    String help = "; see: lab " + (isLab(command) ? "--help" : command.name() + " --help");
    boolean isMissing = failure instanceof MissingParameterException;
    if (isMissing || failure instanceof UnmatchedArgumentException) {
      // What is missing is often only misspelt, so this is told first.
      Optional<String> option = unknownOption(command, arguments);
      if (option.isPresent()) {
        return "unknown option " + option.get() + near(command, option.get()).orElse(help);
      }
    }
    return failure instanceof UnmatchedArgumentException unmatched
        ? unknownWord(unmatched) + help
        : plain(failure.getMessage()) + help;
  }

  /** A word that is no option, where none, or no further one, is taken. */
  private static String unknownWord(UnmatchedArgumentException unmatched) {
    String word = unmatched.getUnmatched().getFirst();
    CommandSpec command = unmatched.getCommandLine().getCommandSpec();
    if (!isLab(command)) {
      return "lab " + command.name() + " does not take '" + word + "'";
    }
    List<String> commands = new ArrayList<>();
    for (CommandLine one : command.subcommands().values()) {
      if (!one.getCommandSpec().usageMessage().hidden()) {
        commands.add(one.getCommandName());
      }
    }
    return "no command is called '"
        + word
        + "'"
        + Names.near(word, commands).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** Its first line, in the words of a user who knows no Java. */
  private static String plain(String message) {
    return message
        .lines()
        .findFirst()
        .orElse("usage")
        .replace("is not an int", "is not a whole number, or is too large")
        .replace("is not a long", "is not a whole number, or is too large")
        .replace("is not a double", "is not a number")
        .replace("is not a boolean", "is not taken: the option has no value");
  }

  private static boolean isLab(CommandSpec command) {
    return command.parent() == null;
  }

  private static Optional<String> unknownOption(CommandSpec command, String[] arguments) {
    for (String argument : arguments) {
      if (argument.equals("--")) {
        break;
      }
      String option = argument.split("=", 2)[0];
      if (option.startsWith("--") && !command.optionsMap().containsKey(option)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> near(CommandSpec command, String option) {
    List<String> known = new ArrayList<>(command.optionsMap().keySet());
    known.removeIf(one -> !one.startsWith("--"));
    return Names.near(option, known).map(one -> "; did you mean " + one + "?");
  }
}
