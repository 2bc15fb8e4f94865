// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.Proof;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

@Command(
    name = "load",
    description = {
      "Offers load to a server and tells its latency.",
      "With --rate it keeps a schedule, whatever the server does, and times each request from when"
          + " it was due. Without, each connection sends as soon as it has its answer: that is the"
          + " server's full speed, and says little of latency."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class LoadCommand implements Callable<Integer> {
  /** The JVM's own compiler needs about so long. */
  private static final String WARMUP = "2s";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description =
          "http://host:port/path, or tcp://host:port for a server that sends everything back.")
  private String url;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second, answered or not (default: full speed).")
  private Double rate;

  @Option(
      names = "--connections",
      defaultValue = "64",
      paramLabel = "N",
      description = "Open at once, of all threads together.")
  private int connections;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "Loops that load.")
  private int threads;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      paramLabel = "TIME",
      description = "How long to measure.")
  private Duration duration;

  @Option(
      names = "--warmup",
      defaultValue = WARMUP,
      paramLabel = "TIME",
      description = "Load before that, which is not counted.")
  private Duration warmup;

  @Option(
      names = "--pipeline",
      defaultValue = "1",
      paramLabel = "N",
      description = "Requests under way on a connection at once.")
  private int pipeline;

  @Option(names = "--new-connection", description = "A connection of its own for each request.")
  private boolean newConnection;

  @Option(
      names = "--arrivals",
      defaultValue = "uniform",
      paramLabel = "HOW",
      completionCandidates = CompletionNames.Arrivals.class,
      converter = Names.ToArrivals.class,
      description = "How a rate is spread over time: ${COMPLETION-CANDIDATES}.")
  private Arrivals arrivals;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Of what is random; the same one gives the same arrivals.")
  private long seed;

  @Option(
      names = "--timeout",
      defaultValue = "30s",
      paramLabel = "TIME",
      description = "For a connect, and for an answer.")
  private Duration timeout;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      completionCandidates = CompletionNames.Transports.class,
      converter = Names.ToTransport.class,
      description =
          "How the generator's loops talk to the kernel: ${COMPLETION-CANDIDATES} (default: epoll"
              + " where there is one, else nio).")
  private Transport transport;

  @Option(names = "--json", description = "Print JSON; its schema is docs/schema/load.json.")
  private boolean json;

  @Option(
      names = "--hdr",
      paramLabel = "FILE",
      description = "Write the histograms too, second by second, as an HdrHistogram log.")
  private Path hdr;

  @Option(
      names = "--prove",
      description =
          "Load a server of its own that freezes for a known time, and hold what is seen against"
              + " what arithmetic says; exit code 1 when it is off.")
  private boolean prove;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (prove) {
      return prove();
    }
    LoadPlan plan = plan();
    LiveLine live = new LiveLine(plan, json ? null : spec.commandLine().getErr());
    try (HdrLog log = HdrLog.to(hdr)) {
      LoadRun run = new LoadRun(plan, live.andThen(log::write));
      try (Interrupt interrupt = Interrupt.stops(run::stop)) {
        LoadResult result = run(run);
        live.end();
        log.write(result);
        print(result);
        interrupt.done();
        return 0;
      }
    }
  }

  private LoadResult run(LoadRun run) throws InterruptedException {
    try {
      return run.run();
    } catch (IOException e) {
      throw new LabFailure(
          "cannot connect to "
              + url
              + ": "
              + e.getMessage()
              + "; is it up? ./lab serve --pattern=sharded starts one");
    } catch (UnsupportedOperationException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private void print(LoadResult result) throws IOException {
    if (result.seconds() == 0) {
      throw new LabFailure("stopped before anything was measured");
    }
    if (result.refusal().isPresent()) {
      throw new LabFailure(result.refusal().get());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      LoadJson.write(out, result);
    } else {
      LoadReport.print(out, result);
    }
    out.flush();
  }

  private LoadPlan plan() {
    if (url == null) {
      throw usage("say what to load: lab load http://127.0.0.1:8080/plaintext");
    }
    try {
      return new LoadPlan(
          Target.parse(url),
          rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
          connections,
          threads,
          duration,
          warmup,
          pipeline,
          newConnection,
          arrivals,
          seed,
          transport(),
          timeout);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private Transport transport() {
    if (transport != null) {
      return transport;
    }
    return Transport.EPOLL.availability().isAvailable() ? Transport.EPOLL : Transport.NIO;
  }

  private int prove() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Proof.Outcome outcome = Proof.run(transport());
    ProofReport.print(out, outcome);
    out.flush();
    if (!outcome.holds()) {
      throw new LabFailure(
          "the generator tells other latencies than arithmetic; try again on a machine that does"
              + " nothing else, and report it when it stays so");
    }
    return 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
