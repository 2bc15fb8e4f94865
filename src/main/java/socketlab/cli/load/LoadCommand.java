// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.load.stream.Common;
import socketlab.cli.load.stream.StreamJson;
import socketlab.cli.load.stream.StreamOptions;
import socketlab.cli.load.stream.StreamReport;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.name.UserFolders;
import socketlab.cli.text.RunPage;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.load.plan.WireProtocol;
import socketlab.load.proof.Proof;
import socketlab.load.proof.ProofTries;
import socketlab.load.stream.StreamResult;
import socketlab.load.stream.StreamRun;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.net.Transport;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsVersion;

@Command(
    name = "load",
    description = {
      "Loads a server and reports its latency.",
      "With --rate it keeps a schedule, whatever the server does, and times each request from the"
          + " moment when it was due. Without --rate, each connection sends its next request as"
          + " soon as it has its answer: that shows the server's full speed, and says little about"
          + " latency.",
      "With --events, --socket or --poll it holds streams open instead, and measures how long a"
          + " message is on its way from the publisher to the clients."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class LoadCommand implements Callable<Integer> {
  /** The JVM's own compiler needs about so long. */
  private static final String WARMUP = "2s";

  private static final Set<String> PROVE_TAKES =
      Set.of("--prove", "--transport", "--http2", "--tls-version");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description =
          "http://host:port/path, https:// for the same over TLS, or tcp://host:port for a server"
              + " that sends everything back.")
  private String url;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "How many requests a second to send, answered or not (default: full speed).")
  private Double rate;

  @Option(
      names = "--connections",
      defaultValue = "64",
      paramLabel = "N",
      description = "How many connections all threads together keep open.")
  private int connections;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many event loops create the load.")
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
      description = "How long to load before that, without counting.")
  private Duration warmup;

  @Option(
      names = "--pipeline",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many requests a connection has under way at once.")
  private int pipeline;

  @Option(
      names = "--http2",
      description =
          "Speak HTTP/2: over TLS as both sides agree, and in clear text to a server that is known"
              + " to speak it.")
  private boolean http2;

  @Option(
      names = "--streams",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "With --http2: how many requests a connection has under way at once, each in a stream of"
              + " its own, as far as the server takes so many.")
  private int streamsAtOnce;

  @Mixin private TlsClientOptions tls;

  @Option(names = "--new-connection", description = "Open a new connection for each request.")
  private boolean newConnection;

  @Option(
      names = "--arrivals",
      defaultValue = "uniform",
      paramLabel = "HOW",
      completionCandidates = CompletionNames.Arrivals.class,
      converter = Names.ToArrivals.class,
      description = "How the requests of --rate are spread over time: ${COMPLETION-CANDIDATES}.")
  private Arrivals arrivals;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The seed of everything random: the same seed gives the same arrivals.")
  private long seed;

  @Option(
      names = "--timeout",
      defaultValue = "30s",
      paramLabel = "TIME",
      description = "How long a connect may take, and an answer.")
  private Duration timeout;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      completionCandidates = CompletionNames.Transports.class,
      converter = Names.ToTransport.class,
      description =
          "How the generator's loops talk to the kernel: ${COMPLETION-CANDIDATES} (default: epoll"
              + " where it is available, else nio).")
  private Transport transport;

  @Option(
      names = "--expect",
      paramLabel = "STATUS",
      description =
          "Which statuses the answers are to have: a status such as 404, a class such as 2xx,"
              + " several with commas between them, or any (default: 2xx). Others count as failed,"
              + " and make the exit code 1.")
  private String expect;

  @Mixin private StreamOptions streams;

  @Option(
      names = "--json",
      description =
          "Print JSON; its schema is docs/schema/load.json, or load-streams.json there for"
              + " streams.")
  private boolean json;

  @Option(
      names = "--hdr",
      paramLabel = "FILE",
      description = "Also write the histograms, second by second, as an HdrHistogram log.")
  private Path hdr;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write one page of this run, with its charts, that opens offline.")
  private Path html;

  @Option(
      names = "--prove",
      description =
          "Load a built-in server that freezes for a known time, and compare the measured latencies"
              + " with the calculated ones; on a busy machine it tries again. Exit code 1 when they"
              + " differ each time. With --http2 it speaks HTTP/2, with --tls-version TLS.")
  private boolean prove;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (prove) {
      return prove();
    }
    if (streams.areAsked()) {
      return hold(streamPlan());
    }
    LoadPlan plan = plan();
    LiveLine live = new LiveLine(plan, json ? null : spec.commandLine().getErr());
    RunPage file = RunPage.at(html);
    LoadPage page = new LoadPage();
    try (HdrLog log = HdrLog.to(hdr)) {
      LoadRun run = new LoadRun(plan, live.andThen(page).andThen(log::write));
      try (Interrupt interrupt = Interrupt.stops(run::stop)) {
        LoadResult result = run(run);
        live.end();
        log.write(result);
        print(result);
        log.commit();
        file.write(() -> page.page(result));
        interrupt.done();
        result
            .disappointment()
            .ifPresent(
                why -> {
                  throw new LabFailure(why);
                });
        return 0;
      }
    }
  }

  private int hold(StreamPlan plan) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    StreamRun run =
        new StreamRun(
            plan,
            line -> {
              if (!json) {
                err.println(line);
                err.flush();
              }
            });
    try (Interrupt interrupt = Interrupt.stops(run::stop)) {
      StreamResult result = hold(run);
      if (result.streams().everEstablished() == 0) {
        throw new LabFailure(result.disappointment().orElseThrow());
      }
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        StreamJson.write(out, result);
      } else {
        StreamReport.print(out, result);
      }
      out.flush();
      interrupt.done();
      result
          .disappointment()
          .ifPresent(
              why -> {
                throw new LabFailure(why);
              });
      return 0;
    }
  }

  private StreamResult hold(StreamRun run) throws InterruptedException {
    try {
      return run.run();
    } catch (IOException e) {
      throw unreachable(e);
    } catch (UnsupportedOperationException | IllegalStateException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private LabFailure unreachable(IOException e) {
    if (e instanceof ProtocolException) {
      // There is somebody, who speaks something else.
      return new LabFailure(url + ": " + e.getMessage());
    }
    return new LabFailure(
        "cannot connect to "
            + url
            + ": "
            + e.getMessage()
            + "; is it up? ./lab serve --pattern=sharded starts one");
  }

  private StreamPlan streamPlan() {
    requireUrl("--events http://127.0.0.1:8080/topics/news/events");
    for (String name : StreamOptions.NOT_WITH) {
      if (isGiven(name)) {
        throw usage(
            name
                + " has no meaning with --events, --socket or --poll, which hold streams open;"
                + " leave out one of the two");
      }
    }
    try {
      return streams.plan(
          url,
          new Common(
              connections,
              threads,
              duration,
              warmup,
              timeout,
              seed,
              transport(),
              tlsPlan("https://", "wss://")));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private LoadResult run(LoadRun run) throws InterruptedException {
    try {
      return run.run();
    } catch (IOException e) {
      throw unreachable(e);
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
    requireUrl("http://127.0.0.1:8080/plaintext");
    for (String name : StreamOptions.NAMES) {
      if (isGiven(name)) {
        throw usage(name + " goes with --events, --socket or --poll; give one of these too");
      }
    }
    for (String name : List.of("--arrivals", "--seed")) {
      if (rate == null && isGiven(name)) {
        throw usage(name + " spreads the requests of --rate; give --rate, or leave it out");
      }
    }
    if (http2 && isGiven("--pipeline")) {
      throw usage("HTTP/2 has streams in place of a pipeline; use --streams=" + pipeline);
    }
    if (!http2 && isGiven("--streams")) {
      throw usage("--streams are those of HTTP/2; add --http2, or use --pipeline with HTTP/1.1");
    }
    try {
      return new LoadPlan(
          target(),
          rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
          connections,
          threads,
          duration,
          warmup,
          http2 ? streamsAtOnce : pipeline,
          newConnection,
          arrivals,
          seed,
          transport(),
          timeout);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** What a plain URL has no use for must not be passed over in silence. */
  private TlsPlan tlsPlan(String... schemes) {
    for (String name : TlsClientOptions.NAMES) {
      if (isGiven(name) && Stream.of(schemes).noneMatch(url::startsWith)) {
        throw usage(
            name + " is for https:// URLs, and " + url + " is none; leave out one of the two");
      }
    }
    return tls.plan();
  }

  private void requireUrl(String example) {
    if (url == null) {
      throw usage("name the URL to load, for example: ./lab load " + example);
    }
  }

  private Target target() {
    Expectation expectation = expect == null ? Expectation.SUCCESS : Expectation.parse(expect);
    Target target = Target.parse(url, expectation, http2, tlsPlan("https://"));
    if (expect != null && target.protocol() == WireProtocol.ECHO) {
      throw new IllegalArgumentException(
          "--expect tells statuses of http://, and what tcp:// sends back has none; leave it out");
    }
    return target;
  }

  private Transport transport() {
    if (transport != null) {
      return transport;
    }
    return Transport.EPOLL.availability().isAvailable() ? Transport.EPOLL : Transport.NIO;
  }

  private int prove() throws IOException, InterruptedException {
    requireNothingBesideTheProof();
    PrintWriter out = spec.commandLine().getOut();
    ProofTries tries = new ProofTries(transport(), http2, provedTls());
    while (tries.goOn()) {
      ProofReport.print(out, tries.next(), tries.made(), ProofTries.MOST);
      out.flush();
    }
    tries
        .failure()
        .ifPresent(
            why -> {
              throw new LabFailure(why);
            });
    return 0;
  }

  /** Over TLS where a version of it is named, with the lab's own certificate. */
  private Optional<Proof.Secured> provedTls() throws IOException {
    try {
      Optional<TlsVersion> version = tls.version();
      if (version.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Proof.Secured(DevelopmentCertificate.in(UserFolders.tls()), version.get()));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  /** What has no meaning there must not be passed over in silence. */
  private void requireNothingBesideTheProof() {
    if (url != null) {
      throw usage(
          "--prove loads a server of its own, so it takes no URL; leave out "
              + url
              + ", or leave out --prove to load that");
    }
    spec.commandLine().getParseResult().matchedOptions().stream()
        .map(option -> option.longestName())
        .filter(name -> !PROVE_TAKES.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw usage(
                  "--prove takes only --transport, --http2 and --tls-version; leave out " + name);
            });
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
