// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import socketlab.cli.advise.AdviseCommand;
import socketlab.cli.completion.CompletionCommand;
import socketlab.cli.demo.DemoCommand;
import socketlab.cli.learn.LearnCommand;
import socketlab.cli.link.LinkCommand;
import socketlab.cli.load.LoadCommand;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Options;
import socketlab.cli.name.UsageText;
import socketlab.cli.serve.ServeCommand;
import socketlab.cli.term.EarlyEnd;
import socketlab.cli.term.HelpText;
import socketlab.cli.term.OutputGone;
import socketlab.cli.term.Stdout;
import socketlab.cli.text.DurationText;

/** Exit codes: 0 done, 1 failed, 2 usage. Every error is one line that says what to do. */
public final class Lab {
  /** In the order of the help. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    // These two are asked for most, so they do without picocli's annotations.
    COMMANDS.put("serve", () -> new ServeCommand().spec());
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("learn", LearnCommand::new);
    COMMANDS.put("load", LoadCommand::new);
    COMMANDS.put("advise", () -> new AdviseCommand().spec());
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("list", () -> new ListCommand().spec());
    COMMANDS.put("explain", () -> new ExplainCommand().spec());
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("link", LinkCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("bench", BenchCommand::new);
    COMMANDS.put("soak", SoakCommand::new);
    COMMANDS.put("completion", () -> new CompletionCommand(Lab::commandLine));
    COMMANDS.put("train", TrainCommand::new);
    COMMANDS.put("trial", TrialCommand::new);
    COMMANDS.put("pages", PagesCommand::new);
  }

  /** Those that start other programs and have no result before their end. */
  private static final Set<String> LONG = Set.of("run", "compare", "bench", "soak");

  private Lab() {}

  public static void main(String[] args) {
    Stdout.install();
    System.exit(args.length > 0 && LONG.contains(args[0]) ? watched(args) : exitCode(args));
  }

  private static int watched(String... args) {
    try (EarlyEnd _ = EarlyEnd.watched()) {
      return exitCode(args);
    }
  }

  private static int exitCode(String... args) {
    return exitCode(() -> commandLineFor(args).execute(args), System.err);
  }

  /** What a heap that is too small, or a full disk, ends with is one line too. */
  static int exitCode(IntSupplier command, PrintStream err) {
    try {
      int code = command.getAsInt();
      System.out.flush();
      return code;
    } catch (OutputGone e) {
      if (e.isNews()) {
        err.println("lab: the output cannot be written: " + e.getMessage());
      }
      return CommandLine.ExitCode.SOFTWARE;
    } catch (OutOfMemoryError e) {
      err.println(
          "lab: out of memory ("
              + e.getMessage()
              + ") with a heap of at most "
              + Runtime.getRuntime().maxMemory() / (1 << 20)
              + " MB; give it more: LAB_JAVA_OPTS=-Xmx1g");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** The whole command line: for help, for near misses, and for tests. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS.keySet());
  }

  /**
   * The command line as far as these arguments need it. Reading the options of all commands by
   * reflection takes several times as long as the rest of a start, so the others are left out when
   * the first argument names one.
   */
  static CommandLine commandLineFor(String... args) {
    return args.length > 0 && COMMANDS.containsKey(args[0])
        ? commandLine(List.of(args[0]))
        : commandLine();
  }

  private static CommandLine commandLine(Collection<String> names) {
    Options options =
        new Options(
            new Lab(), "lab", "A lab for sockets and execution patterns: serve, look, compare.");
    CommandSpec spec = options.spec();
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    spec.versionProvider(new LabVersion());
    CommandLine lab = new CommandLine(spec);
    names.forEach(name -> lab.addSubcommand(name, COMMANDS.get(name).get()));
    lab.getSubcommands()
        .values()
        .forEach(c -> c.getCommandSpec().versionProvider(new LabVersion()));
    return lab.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(java.time.Duration.class, DurationText::parse)
        .setParameterExceptionHandler(Lab::usageError)
        .setExecutionStrategy(new HelpText())
        .setExecutionExceptionHandler(Lab::failure);
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("lab: " + UsageText.of(e, args));
    return CommandLine.ExitCode.USAGE;
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
