// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.net.Transport;
import socketlab.pattern.MessageBalancing;
import socketlab.pattern.Pattern;
import socketlab.pattern.SingleThread;

/** Starts two servers, lets a request block on each, shows who waits, and stops them. */
@Command(
    name = "demo",
    description =
        "Starts a server with each of two patterns, lets a request block on each, and shows who"
            + " waits for it. It takes about five seconds and stops both servers.",
    footer = {"", "For example: ./lab demo single-thread message-balancing"},
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      completionCandidates = CompletionNames.Patterns.class,
      description =
          "Two patterns, also twice the same: ${COMPLETION-CANDIDATES}. Without names:"
              + " single-thread and message-balancing.")
  private List<String> names;

  @Option(
      names = "--transport",
      defaultValue = "nio",
      paramLabel = "NAME",
      converter = Names.ToTransport.class,
      completionCandidates = CompletionNames.Transports.class,
      description =
          "How loops talk to the kernel: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Transport transport;

  @Option(
      names = "--json",
      description = "Print what was seen as JSON; its schema is docs/schema/demo.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Pattern> two = two();
    try (DemoServer first = start(two.getFirst(), two.getFirst().id());
        DemoServer second = start(two.getLast(), nameOfSecond(two))) {
      show(List.of(first, second));
    }
    return 0;
  }

  private List<Pattern> two() {
    if (names == null) {
      return checked(List.of(new SingleThread(), new MessageBalancing()));
    }
    List<Pattern> named = names.stream().map(this::pattern).toList();
    if (named.size() != 2) {
      throw new ParameterException(
          spec.commandLine(),
          "a demo takes two patterns, not "
              + named.size()
              + "; for example: lab demo "
              + named.getFirst().id()
              + " "
              + (named.getFirst() instanceof MessageBalancing
                  ? "single-thread"
                  : "message-balancing"));
    }
    return checked(named);
  }

  /** Not by picocli, which takes a name that it cannot convert for one argument too many. */
  private Pattern pattern(String name) {
    try {
      return new Names.ToPattern().convert(name);
    } catch (TypeConversionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private List<Pattern> checked(List<Pattern> two) {
    for (Pattern pattern : two) {
      String cause = pattern.availability(transport).cause().orElse("");
      if (!pattern.runsOn(transport)) {
        throw new ParameterException(spec.commandLine(), cause);
      }
      if (!cause.isEmpty()) {
        throw new LabFailure(cause);
      }
    }
    return two;
  }

  private static String nameOfSecond(List<Pattern> two) {
    String id = two.getLast().id();
    return id.equals(two.getFirst().id()) ? id + " (2)" : id;
  }

  private DemoServer start(Pattern pattern, String name) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return new DemoServer(
          name,
          pattern,
          transport,
          DemoPlan.DEFAULT,
          problem -> {
            err.println("lab: " + problem);
            err.flush();
          });
    } catch (IOException e) {
      throw new LabFailure("cannot start " + name + ": " + e.getMessage());
    }
  }

  private void show(List<DemoServer> servers) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      DemoJson.print(DemoPlan.DEFAULT, Demo.run(DemoPlan.DEFAULT, servers, _ -> {}), out);
      return;
    }
    Terminal terminal = Terminal.here();
    int width = terminal.width();
    DemoTable table =
        new DemoTable(DemoPlan.DEFAULT, out, terminal.canRedraw(), terminal.isColoured());
    out.println(Wrap.text(DemoText.setUp(DemoPlan.DEFAULT), width));
    out.println();
    table.head();
    List<DemoState> seen = Demo.run(DemoPlan.DEFAULT, servers, table);
    table.end(seen);
    for (DemoState state : seen) {
      out.println();
      out.println(Wrap.text(DemoText.explained(state), width));
    }
    out.println();
    out.println("Next: ./lab explain " + seen.getLast().pattern() + ", ./lab run head-of-line");
    out.flush();
  }
}
