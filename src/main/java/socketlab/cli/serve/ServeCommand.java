// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import socketlab.app.DateTicker;
import socketlab.app.Protocol;
import socketlab.app.ServerView;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.name.Options;
import socketlab.cli.serve.endpoint.EndpointOptions;
import socketlab.cli.text.DurationText;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Proc;
import socketlab.net.Transport;
import socketlab.net.listen.AddressText;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpLimits;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;

/** Takes the options of a server, starts it, and waits for its end. */
public final class ServeCommand implements Callable<Integer> {
  private final EndpointOptions endpoints = new EndpointOptions();
  private final TlsOptions tls = new TlsOptions();
  private Service secure;
  private List<RouteGroup> groups = List.of();
  private CommandSpec spec;

  private Pattern pattern;
  private Transport transport;
  private Protocol protocol;
  private String host;
  private int port;
  private Integer threads;
  private Integer workers;
  private Balance balance;
  private int backlog;
  private boolean wakeAll;
  private boolean pin;
  private Duration deferAccept;
  private int fastOpen;
  private Duration grace;
  private int maxConnections;
  private int maxHeaderBytes;
  private long maxBodyBytes;
  private Long maxBufferedBytes;
  private Duration headerTimeout;
  private Duration idleTimeout;
  private Path ready;

  /** What it takes, as picocli wants it. */
  public CommandSpec spec() {
    Options options =
        new Options(
            this, "serve", "Starts a server with one pattern; it runs until SIGTERM or Ctrl-C.");
    options
        .option(
            "--pattern",
            Pattern.class,
            value -> pattern = value,
            "Which thread plays which role: ${COMPLETION-CANDIDATES}.")
        .required(true)
        .paramLabel("NAME")
        .completionCandidates(Names.patterns())
        .converters(new Names.ToPattern());
    options
        .option(
            "--transport",
            Transport.class,
            value -> transport = value,
            "How loops talk to the kernel: ${COMPLETION-CANDIDATES}.")
        .defaultValue("nio")
        .paramLabel("NAME")
        .completionCandidates(Names.transports())
        .converters(new Names.ToTransport());
    options
        .option(
            "--protocol",
            Protocol.class,
            value -> protocol = value,
            "The protocol: ${COMPLETION-CANDIDATES}.")
        .defaultValue("http")
        .paramLabel("NAME")
        .completionCandidates(Names.protocols())
        .converters(new Names.ToProtocol());
    options
        .option("--host", String.class, value -> host = value, "The address to listen on.")
        .defaultValue("127.0.0.1")
        .paramLabel("<host>");
    options
        .option(
            "--port",
            Integer.class,
            value -> port = value,
            "The port to listen on; with 0 the kernel chooses one.")
        .defaultValue("8080")
        .paramLabel("<port>");
    options
        .option(
            "--threads",
            Integer.class,
            value -> threads = value,
            "How many loops read, or how many carrier threads virtual-threads has (default: one a"
                + " processor).")
        .paramLabel("N");
    options
        .option(
            "--workers",
            Integer.class,
            value -> workers = value,
            "How many worker threads message-balancing has (default: two a processor).")
        .paramLabel("N");
    options
        .option(
            "--balance",
            Balance.class,
            value -> balance = value,
            "How reader-pool chooses the reader of a new connection: round-robin,"
                + " least-connections.")
        .defaultValue("round-robin")
        .paramLabel("HOW")
        .converters(new Names.ToBalance());
    options
        .option(
            "--backlog",
            Integer.class,
            value -> backlog = value,
            "The requested backlog: how many connections the accept queue should hold.")
        .defaultValue("4096")
        .paramLabel("<backlog>");
    options.flag(
        "--wake-all",
        value -> wakeAll = value,
        "Let a new connection wake every loop of multi-acceptor instead of one, by leaving out"
            + " EPOLLEXCLUSIVE.");
    options.flag(
        "--pin",
        value -> pin = value,
        "Keep each loop on a processor of its own; sharded then chooses the shard by the"
            + " processor that handles the packets.");
    options
        .option(
            "--defer-accept",
            Duration.class,
            value -> deferAccept = value,
            "Accept a connection only when its first byte has come (TCP_DEFER_ACCEPT); 0s: off.")
        .defaultValue("0s")
        .paramLabel("TIME");
    options
        .option(
            "--fast-open",
            Integer.class,
            value -> fastOpen = value,
            "Accept data in the SYN, with at most N such connections pending (TCP_FASTOPEN); 0:"
                + " off.")
        .defaultValue("0")
        .paramLabel("N");
    options
        .option(
            "--grace",
            Duration.class,
            value -> grace = value,
            "How long a stop waits for the requests in flight.")
        .defaultValue("5s")
        .paramLabel("TIME");
    options
        .option(
            "--max-connections",
            Integer.class,
            value -> maxConnections = value,
            "How many connections may be open at once; more wait in the accept queue. 0: no limit.")
        .defaultValue("0")
        .paramLabel("N");
    options
        .option(
            "--max-header-bytes",
            Integer.class,
            value -> maxHeaderBytes = value,
            "The largest request line and header fields; more is answered with 414 or 431.")
        .defaultValue("16384")
        .paramLabel("N");
    options
        .option(
            "--max-body-bytes",
            Long.class,
            value -> maxBodyBytes = value,
            "The largest body of a request; more is answered with 413. A message of a WebSocket"
                + " is at most as large; a larger one ends it with 1009.")
        .defaultValue("1048576")
        .paramLabel("N");
    options
        .option(
            "--max-buffered-bytes",
            Long.class,
            value -> maxBufferedBytes = value,
            "The memory that all connections together may use for unfinished requests and for"
                + " answers that their peers do not read; more is answered with 503 (default: a"
                + " quarter of the heap).")
        .paramLabel("N");
    options
        .option(
            "--header-timeout",
            Duration.class,
            value -> headerTimeout = value,
            "How long a request's header may take to arrive; then the answer is 408.")
        .defaultValue("10s")
        .paramLabel("TIME");
    tls.addTo(options);
    endpoints.addTo(options);
    options
        .option(
            "--idle-timeout",
            Duration.class,
            value -> idleTimeout = value,
            "How long a connection may be idle between two requests, and how long a peer may read"
                + " nothing of its answer.")
        .defaultValue("60s")
        .paramLabel("TIME");
    options
        .option(
            "--ready",
            Path.class,
            value -> ready = value,
            "Write the addresses to this file as soon as the server listens, and remove the file"
                + " when it stops; a script can wait for it.")
        .paramLabel("FILE");
    spec = options.spec();
    spec.usageMessage().showDefaultValues(true).sortOptions(false);
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    check(OptionUse.complaint(spec.commandLine().getParseResult(), pattern, transport, protocol));
    check(tls.complaint(protocol));
    checkCounts();
    int carriers = threads();
    // Read once by the JDK, when the first virtual thread is made.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", String.valueOf(carriers));
    DateTicker date = new DateTicker();
    ServerConfig config = config(date, line -> problem(err, line));
    ReadyFile readyFile = ready == null ? null : new ReadyFile(ready);
    Server server = started(config, readyFile);
    ServeEnding ending = new ServeEnding(server, groups, readyFile, grace, out, err);
    // From here on the process ends by the signal handler, which the JVM runs as a shutdown hook.
    Runtime.getRuntime().addShutdownHook(new Thread(ending::onSignal, "lab-shutdown"));
    tls.renewOnHangUp(line -> told(out, line), line -> problem(err, line));
    ServeReport.print(server, protocol, this::url, limits(), tlsLine(), out);
    out.flush();
    if (readyFile != null) {
      readyFile.write(ServeReport.addresses(server, this::url));
    }
    MemoryKeeper.start(server);
    return ending.await();
  }

  private static void told(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private static void problem(PrintWriter err, String line) {
    err.println("lab: " + line);
    err.flush();
  }

  private ServerConfig config(DateTicker date, Consumer<String> problems) {
    try {
      HttpLimits limits =
          new HttpLimits(maxHeaderBytes, maxBodyBytes, HttpLimits.DEFAULT.pipelined())
              .within(headerTimeout, idleTimeout);
      ConnectionLimit connections =
          atLeast("--max-connections", maxConnections, 0) == 0
              ? ConnectionLimit.NONE
              : new ConnectionLimit(maxConnections);
      Budget budget = new Budget(bufferedBytes());
      SeldomTold seldom = new SeldomTold(problems, System::nanoTime);
      Consumer<Throwable> failures = e -> problems.accept("a handler failed: " + e);
      groups = routeGroups(limits, problems, failures);
      List<Route> routes = groups.stream().flatMap(group -> group.routes().stream()).toList();
      ServerConfig.Builder builder = ServerConfig.of(pattern, transport);
      Function<ServerView, Protocol.Setting> setting =
          server -> new Protocol.Setting(server, limits, date, routes, failures, seldom);
      if (!tls.isAsked() || tls.ownPort().isPresent()) {
        builder.listen(
            address(port),
            listening(),
            server ->
                new Service(
                    protocol.sessions(setting.apply(server)),
                    connections,
                    budget,
                    idleTimeout.toNanos()));
      }
      if (tls.isAsked()) {
        TlsContext context = tls.context(protocol);
        builder.listen(
            address(tls.ownPort().orElse(port)),
            listening(),
            server ->
                secure =
                    new Service(
                        inside(protocol.secure(setting.apply(server)), context, seldom),
                        connections,
                        budget,
                        idleTimeout.toNanos()));
      }
      return builder
          .threads(threads())
          .workers(positive("--workers", workers, 2 * processors()))
          .balance(balance)
          .pin(pin)
          .shortestLimit(headerTimeout.compareTo(idleTimeout) < 0 ? headerTimeout : idleTimeout)
          .stall(idleTimeout)
          .problems(problems)
          .build();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private List<RouteGroup> routeGroups(
      HttpLimits limits, Consumer<String> problems, Consumer<Throwable> failures) {
    if (protocol != Protocol.HTTP) {
      return List.of();
    }
    try {
      return endpoints.routes(limits, problems, failures);
    } catch (IOException e) {
      throw new LabFailure("--data: " + e.getMessage());
    }
  }

  /** The sessions, with TLS around them. */
  private SessionFactory inside(
      Protocol.Secure spoken, TlsContext context, Consumer<String> broken) {
    return TlsSession.factory(
        new TlsService(
            context, spoken.byName(), spoken.otherwise(), headerTimeout.toNanos(), broken));
  }

  /** What a client is given to come to a listener. */
  private String url(Listener listener) {
    String scheme = listener.service() == secure ? protocol.secureScheme() : protocol.scheme();
    return scheme + "://" + AddressText.of(listener.address());
  }

  private Optional<String> tlsLine() {
    return tls.isAsked() ? Optional.of(tls.line()) : Optional.empty();
  }

  private Listener.Options listening() {
    return new Listener.Options(
        atLeast("--backlog", backlog, 1),
        false,
        (int) deferAccept.toSeconds(),
        atLeast("--fast-open", fastOpen, 0),
        wakeAll);
  }

  /** A quarter of the heap: what is kept waiting may be copied when it grows. */
  private long bufferedBytes() {
    if (maxBufferedBytes == null) {
      return Runtime.getRuntime().maxMemory() / 4;
    }
    if (maxBufferedBytes < 1) {
      throw usage("--max-buffered-bytes is at least 1, not " + maxBufferedBytes);
    }
    return maxBufferedBytes;
  }

  /** What a connection, and all together, may take, in one line. */
  private String limits() {
    return (maxConnections == 0 ? "any number of" : "at most " + maxConnections)
        + " connections, header within "
        + DurationText.format(headerTimeout)
        + ", idle for "
        + DurationText.format(idleTimeout)
        + ", "
        + (bufferedBytes() >> 20)
        + " MiB kept waiting, grace "
        + DurationText.format(grace);
  }

  private Server started(ServerConfig config, ReadyFile readyFile) {
    try {
      return start(config);
    } catch (LabFailure e) {
      if (readyFile != null) {
        removed(readyFile);
      }
      throw e;
    }
  }

  private static void removed(ReadyFile readyFile) {
    try {
      readyFile.remove();
    } catch (IOException e) {
      throw new LabFailure("--ready: " + e);
    }
  }

  /** A pattern's threads are loops, but for the one whose threads only carry others. */
  private void checkCounts() {
    if (threads != null) {
      boolean isBlocking = !pattern.runsOn(Transport.EPOLL);
      check(
          isBlocking
              ? CountLimits.ofCarriers("--threads", threads)
              : CountLimits.ofLoops("--threads", threads, transport));
    }
    if (workers != null) {
      check(CountLimits.ofWorkers("--workers", workers));
    }
  }

  private void check(Optional<String> complaint) {
    if (complaint.isPresent()) {
      throw usage(complaint.get());
    }
  }

  private Server start(ServerConfig config) {
    try {
      return Server.start(config);
    } catch (BindException e) {
      throw new LabFailure(e.getMessage() + "; " + BindAdvice.of(e, port));
    } catch (IOException | RuntimeException | LinkageError e) {
      // A class that needs a descriptor to load, and found none, says so in its cause.
      Throwable cause = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
      String remedy =
          Platform.availability().isAvailable() && !Proc.canOpenAnother()
              ? "; no descriptor is left, raise the limit (ulimit -n)"
              : "";
      throw new LabFailure("cannot start: " + cause.getMessage() + remedy);
    }
  }

  private InetSocketAddress address(int port) {
    if (port < 0 || port > 65535) {
      throw usage("--port is from 0 to 65535, not " + port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw usage("--host: '" + host + "' is no address of this machine; try 127.0.0.1 or 0.0.0.0");
    }
  }

  private int threads() {
    return positive("--threads", threads, processors());
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private int positive(String option, Integer given, int otherwise) {
    return given == null ? otherwise : atLeast(option, given, 1);
  }

  private int atLeast(String option, int value, int least) {
    if (value < least) {
      throw usage(option + " is at least " + least + ", not " + value);
    }
    return value;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
