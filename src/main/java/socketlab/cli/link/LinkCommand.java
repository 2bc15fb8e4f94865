// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.link;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.name.LabFailure;
import socketlab.disk.BesideFile;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.linux.libc.NativeException;
import socketlab.linux.network.NetworkNamespace;
import socketlab.linux.process.Exec;

/**
 * Starts the {@link LinkCarrier} in a new network namespace, then becomes the command, inside it.
 * So the command has this process's id, terminal and parent, and nothing has to be passed on.
 */
@Command(
    name = "link",
    description =
        "Runs a command behind a link with delay, loss and a limited rate, in a network of its"
            + " own.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    footer = {
      "",
      "Inside, a server that listens on 0.0.0.0 is reached over the link at 10.99.0.2 (this"
          + " address is in $LAB_LINK_PEER too), and without the link at 127.0.0.1. There is no"
          + " other network.",
      "",
      "For example: ./lab link --delay=20ms -- sh",
      "             ./lab serve --pattern=single-thread --host=0.0.0.0 & server=$!",
      "             curl -s --retry 60 --retry-delay 1 --retry-connrefused"
          + " 10.99.0.2:8080/plaintext",
      "             kill $server; exit"
    })
public final class LinkCommand implements Callable<Integer> {
  /**
   * Runs a program as a daemon, without this process as its parent, and ends with its first line.
   * The shell stays until then, because the JDK closes a process's output when the process ends,
   * whoever else writes there.
   */
  private static final List<String> FIRST_LINE_OF_A_DAEMON =
      List.of("sh", "-c", "setsid --fork \"$@\" | head -n 1", "sh");

  @Spec private CommandSpec spec;

  @Option(
      names = "--delay",
      defaultValue = "0ms",
      paramLabel = "TIME",
      description = "The delay in one direction, as in netem: a round trip takes twice as long.")
  private Duration delay;

  @Option(
      names = "--loss",
      defaultValue = "0%",
      paramLabel = "SHARE",
      converter = LinkText.ToShare.class,
      description = "The share of packets that each direction loses, for example 1%% or 0.5%%.")
  private double loss;

  @Option(
      names = "--rate",
      defaultValue = "unlimited",
      paramLabel = "RATE",
      converter = LinkText.ToRate.class,
      description =
          "How much each direction carries a second, for example 64kbit, 10mbit or 1gbit.")
  private long rate;

  @Option(
      names = "--queue",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "How many packets may wait for the line when the rate is limited; more are dropped.")
  private int queue;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "The seed that decides which packets are lost.")
  private long seed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "A file for what the link did, as JSON (schema: docs/schema/link.json); it is written"
              + " just after the command has ended.")
  private Path report;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "The command to run, with its arguments; write -- before it.")
  private List<String> command;

  @Override
  public Integer call() {
    LinkOptions options = options();
    if (report != null && !Files.isDirectory(report.toAbsolutePath().getParent())) {
      throw usage("--report: there is no folder " + report.toAbsolutePath().getParent());
    }
    if (report != null && !BesideFile.isReplaceable(report)) {
      throw usage(
          "--report: "
              + report
              + " is not a regular file, and only such a one is replaced; choose a new file");
    }
    Link.availability()
        .cause()
        .ifPresent(
            cause -> {
              throw new LabFailure("a link is not possible here: " + cause);
            });
    NetworkNamespace namespace = NetworkNamespace.here();
    long carrier = start(namespace, options);
    List<String> inside = new ArrayList<>();
    inside.add("env");
    inside.add("LAB_LINK_PEER=" + Link.peer().getHostAddress());
    inside.addAll(command);
    try {
      Exec.become(namespace.enter(carrier, inside));
    } catch (NativeException e) {
      throw new LabFailure("needs the program nsenter; apt-get install util-linux (" + e + ")");
    }
    throw new AssertionError("exec returned");
  }

  private LinkOptions options() {
    try {
      return new LinkOptions(delay, loss, rate, queue, seed);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  /**
   * Starts the carrier as a daemon: in a session of its own, where Ctrl-C does not reach it, and
   * not as a child of the command, which does not expect one.
   *
   * @return its process id
   */
  private long start(NetworkNamespace namespace, LinkOptions options) {
    List<String> line = new ArrayList<>(FIRST_LINE_OF_A_DAEMON);
    line.addAll(namespace.create(LinkCarrier.command(options, report)));
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectInput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String said;
      try (BufferedReader reader = process.inputReader()) {
        said = reader.readLine();
      }
      process.waitFor();
      if (said == null || !said.startsWith(LinkCarrier.READY)) {
        throw new LabFailure(
            "the link did not start: "
                + (said == null ? "needs setsid; apt-get install util-linux" : said));
      }
      return Long.parseLong(said.substring(LinkCarrier.READY.length()));
    } catch (IOException e) {
      throw new LabFailure("cannot start the link: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
