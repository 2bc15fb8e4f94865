// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import socketlab.app.DateTicker;
import socketlab.app.Protocol;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.text.DurationText;
import socketlab.net.Transport;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.http.HttpLimits;

@Command(
    name = "serve",
    description = "Starts a server with one pattern; it runs until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--pattern",
      required = true,
      paramLabel = "NAME",
      completionCandidates = CompletionNames.Patterns.class,
      converter = Names.ToPattern.class,
      description = "Which thread plays which role: ${COMPLETION-CANDIDATES}.")
  private Pattern pattern;

  @Option(
      names = "--transport",
      defaultValue = "nio",
      paramLabel = "NAME",
      completionCandidates = CompletionNames.Transports.class,
      converter = Names.ToTransport.class,
      description = "How loops talk to the kernel: ${COMPLETION-CANDIDATES}.")
  private Transport transport;

  @Option(
      names = "--protocol",
      defaultValue = "http",
      paramLabel = "NAME",
      completionCandidates = CompletionNames.Protocols.class,
      converter = Names.ToProtocol.class,
      description = "The protocol: ${COMPLETION-CANDIDATES}.")
  private Protocol protocol;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "The address to listen on.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The port to listen on; with 0 the kernel chooses one.")
  private int port;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many loops read, or how many carrier threads virtual-threads has (default: one a"
              + " processor).")
  private Integer threads;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many worker threads message-balancing has (default: two a processor).")
  private Integer workers;

  @Option(
      names = "--balance",
      defaultValue = "round-robin",
      paramLabel = "HOW",
      converter = Names.ToBalance.class,
      description =
          "How reader-pool chooses the reader of a new connection: round-robin, least-connections.")
  private Balance balance;

  @Option(
      names = "--backlog",
      defaultValue = "4096",
      description = "The requested backlog: how many connections the accept queue should hold.")
  private int backlog;

  @Option(
      names = "--wake-all",
      description =
          "Let a new connection wake every loop of multi-acceptor instead of one, by leaving out"
              + " EPOLLEXCLUSIVE.")
  private boolean wakeAll;

  @Option(
      names = "--pin",
      description =
          "Keep each loop on a processor of its own; sharded then chooses the shard by the"
              + " processor that handles the packets.")
  private boolean pin;

  @Option(
      names = "--defer-accept",
      defaultValue = "0s",
      paramLabel = "TIME",
      description =
          "Accept a connection only when its first byte has come (TCP_DEFER_ACCEPT); 0s: off.")
  private Duration deferAccept;

  @Option(
      names = "--fast-open",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Accept data in the SYN, with at most N such connections pending (TCP_FASTOPEN); 0: off.")
  private int fastOpen;

  @Option(
      names = "--grace",
      defaultValue = "5s",
      paramLabel = "TIME",
      description = "How long a stop waits for the requests in flight.")
  private Duration grace;

  @Option(
      names = "--max-connections",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "How many connections may be open at once; more wait in the accept queue. 0: no limit.")
  private int maxConnections;

  @Option(
      names = "--max-header-bytes",
      defaultValue = "16384",
      paramLabel = "N",
      description = "The largest request line and header fields; more is answered with 414 or 431.")
  private int maxHeaderBytes;

  @Option(
      names = "--max-body-bytes",
      defaultValue = "1048576",
      paramLabel = "N",
      description = "The largest body of a request; more is answered with 413.")
  private long maxBodyBytes;

  @Option(
      names = "--max-buffered-bytes",
      paramLabel = "N",
      description =
          "The memory that all connections together may use for unfinished requests and for answers"
              + " that their peers do not read; more is answered with 503 (default: a quarter of"
              + " the heap).")
  private Long maxBufferedBytes;

  @Option(
      names = "--header-timeout",
      defaultValue = "10s",
      paramLabel = "TIME",
      description = "How long a request's header may take to arrive; then the answer is 408.")
  private Duration headerTimeout;

  @Option(
      names = "--idle-timeout",
      defaultValue = "60s",
      paramLabel = "TIME",
      description =
          "How long a connection may be idle between two requests, and how long a peer may read"
              + " nothing of its answer.")
  private Duration idleTimeout;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int carriers = threads();
    // Read once by the JDK, when the first virtual thread is made.
    System.setProperty("jdk.virtualThreadScheduler.parallelism", String.valueOf(carriers));
    DateTicker date = new DateTicker();
    ServerConfig config = config(date, line -> problem(err, line));
    Server server = start(config);
    ServeEnding ending = new ServeEnding(server, grace, out, err);
    // From here on the process ends by the signal handler, which the JVM runs as a shutdown hook.
    Runtime.getRuntime().addShutdownHook(new Thread(ending::onSignal, "lab-shutdown"));
    ServeReport.print(server, protocol, limits(), out);
    out.flush();
    return ending.await();
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
      return ServerConfig.of(pattern, transport)
          .listen(
              address(),
              listening(),
              server ->
                  new Service(
                      protocol.sessions(
                          new Protocol.Setting(
                              server,
                              limits,
                              date,
                              e -> problems.accept("a handler failed: " + e))),
                      connections,
                      budget,
                      idleTimeout.toNanos()))
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

  private Server start(ServerConfig config) {
    try {
      return Server.start(config);
    } catch (BindException e) {
      throw new LabFailure(
          e.getMessage()
              + "; choose another --port (0 for any free one), or see who has it: ss -lntp 'sport ="
              + " :"
              + port
              + "'");
    } catch (IOException | RuntimeException | LinkageError e) {
      // A class that needs a descriptor to load, and found none, says so in its cause.
      Throwable cause = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
      throw new LabFailure("cannot start: " + cause.getMessage());
    }
  }

  private InetSocketAddress address() {
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
