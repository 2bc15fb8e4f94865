// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.name.Processors;
import socketlab.cli.term.ProgressLine;
import socketlab.cli.term.Terminal;
import socketlab.cli.text.DurationText;
import socketlab.compare.server.LabServer;
import socketlab.compare.soak.Soak;
import socketlab.compare.soak.SoakResult;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;

@Command(
    name = "soak",
    description =
        "Loads a server at full speed for a long time and checks that it leaks nothing: no memory,"
            + " descriptors, threads or connections.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "The exit code is 1 when the server leaked something or answered with errors.",
      "For example: ./lab soak --transport=epoll --duration=10m --record"
    })
final class SoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--pattern",
      defaultValue = "single-thread",
      paramLabel = "NAME",
      converter = Names.ToPattern.class,
      completionCandidates = CompletionNames.Patterns.class,
      description = "The pattern: ${COMPLETION-CANDIDATES}.")
  private Pattern pattern;

  @Option(
      names = "--transport",
      defaultValue = "nio",
      paramLabel = "NAME",
      converter = Names.ToTransport.class,
      completionCandidates = CompletionNames.Transports.class,
      description = "The transport: ${COMPLETION-CANDIDATES}.")
  private Transport transport;

  @Option(
      names = "--duration",
      defaultValue = "10m",
      paramLabel = "TIME",
      description = "How long to load the server; at least 8s.")
  private Duration duration;

  @Option(
      names = "--server-cpus",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many processors, and loops, the server gets; the load gets the others.")
  private int cpus;

  @Option(names = "--record", description = "Keep the result in bench-results/soak.")
  private boolean record;

  @Option(names = "--json", description = "Print JSON; its schema is docs/schema/soak.json.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (duration.compareTo(Soak.SHORTEST) < 0) {
      throw usage("--duration is at least " + DurationText.format(Soak.SHORTEST));
    }
    Processors.complaint("--server-cpus", cpus)
        .ifPresent(
            complaint -> {
              throw usage(complaint);
            });
    Optional<String> missing = new LabServer(pattern, transport).missing();
    if (missing.isPresent()) {
      throw new LabFailure(missing.get());
    }
    String command =
        "./lab " + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
    try (ProgressLine progress = new ProgressLine(Terminal.here(), spec.commandLine().getErr())) {
      SoakResult result = new Soak(command, pattern, transport, duration, cpus).run(progress);
      progress.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? result.toJson() : result.text() + "\n");
      if (record) {
        Path file = result.keep(Path.of(""));
        System.err.println("kept: " + file);
      }
      out.flush();
      return result.wrong().isEmpty() ? 0 : 1;
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
