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
import socketlab.cli.text.DurationText;
import socketlab.compare.server.LabServer;
import socketlab.compare.soak.Soak;
import socketlab.compare.soak.SoakResult;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;

@Command(
    name = "soak",
    description =
        "Loads a server at full speed for long, and looks for what it keeps: memory, descriptors,"
            + " threads, connections.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code 1 when something is wrong.",
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
      description = "Of ${COMPLETION-CANDIDATES}.")
  private Pattern pattern;

  @Option(
      names = "--transport",
      defaultValue = "nio",
      paramLabel = "NAME",
      converter = Names.ToTransport.class,
      completionCandidates = CompletionNames.Transports.class,
      description = "Of ${COMPLETION-CANDIDATES}.")
  private Transport transport;

  @Option(
      names = "--duration",
      defaultValue = "10m",
      paramLabel = "TIME",
      description = "Of load, from 8s on.")
  private Duration duration;

  @Option(
      names = "--server-cpus",
      defaultValue = "1",
      paramLabel = "N",
      description = "Processors of the server, and its loops; the load has the others.")
  private int cpus;

  @Option(names = "--record", description = "Keep the result in bench-results/soak.")
  private boolean record;

  @Option(names = "--json", description = "As JSON; its shape is docs/schema/soak.json.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (duration.compareTo(Soak.SHORTEST) < 0) {
      throw usage("--duration is at least " + DurationText.format(Soak.SHORTEST));
    }
    if (cpus < 1) {
      throw usage("--server-cpus is at least 1, not " + cpus);
    }
    Optional<String> missing = new LabServer(pattern, transport).missing();
    if (missing.isPresent()) {
      throw new LabFailure(missing.get());
    }
    String command =
        "./lab " + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
    try {
      SoakResult result = new Soak(command, pattern, transport, duration, cpus).run(System.err);
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
