// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import socketlab.cli.link.LinkCommand;
import socketlab.cli.load.LoadCommand;
import socketlab.cli.name.LabFailure;
import socketlab.cli.serve.ServeCommand;
import socketlab.cli.text.DurationText;

/** Exit codes: 0 done, 1 failed, 2 usage. Every error is one line that says what to do. */
@Command(
    name = "lab",
    description = "A lab for sockets and execution patterns: serve, look, compare.",
    mixinStandardHelpOptions = true,
    versionProvider = LabVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      RunCommand.class,
      LoadCommand.class,
      ListCommand.class,
      ExplainCommand.class,
      DoctorCommand.class,
      LinkCommand.class,
      CompareCommand.class,
      BenchCommand.class,
      SoakCommand.class,
      TrainCommand.class,
      TrialCommand.class,
      PagesCommand.class,
    })
public final class Lab {
  private Lab() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, for tests and completion scripts too. */
  static CommandLine commandLine() {
    return new CommandLine(new Lab())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .registerConverter(java.time.Duration.class, DurationText::parse)
        .setParameterExceptionHandler(Lab::usageError)
        .setExecutionExceptionHandler(Lab::failure);
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String message = e.getMessage().lines().findFirst().orElse("usage");
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    } else {
      message += "; see: lab " + helpFor(command);
    }
    err.println("lab: " + message);
    return CommandLine.ExitCode.USAGE;
  }

  private static String helpFor(CommandLine command) {
    return command.getParent() == null ? "--help" : command.getCommandName() + " --help";
  }

  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof LabFailure) {
      command.getErr().println("lab: " + e.getMessage());
    } else {
      // Not foreseen, and so a bug: here the whole trace is what helps.
      command.getErr().println("lab: this is a bug, please report it: " + e);
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
