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
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.cli.text.DurationText;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.http.HttpLimits;

@Command(
    name = "serve",
    description = "Serves with one pattern, until SIGTERM or Ctrl-C.",
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
      description = "What is spoken: ${COMPLETION-CANDIDATES}.")
  private Protocol protocol;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "The address to listen on.")
  private String host;

  @Option(names = "--port", defaultValue = "8080", description = "0 lets the kernel choose.")
  private int port;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Loops that read, or carrier threads of virtual-threads (default: one a processor).")
  private Integer threads;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that run handlers, of message-balancing (default: two a processor).")
  private Integer workers;

  @Option(
      names = "--balance",
      defaultValue = "round-robin",
      paramLabel = "HOW",
      converter = Names.ToBalance.class,
      description = "How reader-pool deals out connections: round-robin, least-connections.")
  private Balance balance;

  @Option(
      names = "--backlog",
      defaultValue = "4096",
      description = "Connections the accept queue is asked to hold.")
  private int backlog;

  @Option(
      names = "--wake-all",
      description =
          "Let a new connection wake every loop of multi-acceptor, not one: without"
              + " EPOLLEXCLUSIVE.")
  private boolean wakeAll;

  @Option(
      names = "--pin",
      description =
          "Keep each loop on a processor of its own; sharded then chooses the shard by processor.")
  private boolean pin;

  @Option(
      names = "--defer-accept",
      defaultValue = "0s",
      paramLabel = "TIME",
      description =
          "Accept a connection only when its first byte came (TCP_DEFER_ACCEPT); 0s: off.")
  private Duration deferAccept;

  @Option(
      names = "--fast-open",
      defaultValue = "0",
      paramLabel = "N",
      description = "Take data in the SYN, N such connections pending (TCP_FASTOPEN); 0: off.")
  private int fastOpen;

  @Option(
      names = "--grace",
      defaultValue = "5s",
      paramLabel = "TIME",
      description = "How long a stop waits for what is in flight.")
  private Duration grace;

  @Option(
      names = "--max-connections",
      defaultValue = "0",
      paramLabel = "N",
      description = "Open at once; more wait in the accept queue. 0: no limit.")
  private int maxConnections;

  @Option(
      names = "--max-header-bytes",
      defaultValue = "16384",
      paramLabel = "N",
      description = "Of a request's line and fields; more is 414 or 431.")
  private int maxHeaderBytes;

  @Option(
      names = "--max-body-bytes",
      defaultValue = "1048576",
      paramLabel = "N",
      description = "Of a request; more is 413.")
  private long maxBodyBytes;

  @Option(
      names = "--max-buffered-bytes",
      paramLabel = "N",
      description =
          "That all connections together may keep waiting: unfinished requests, and answers their"
              + " peers do not take; more is 503 (default: a quarter of the heap).")
  private Long maxBufferedBytes;

  @Option(
      names = "--header-timeout",
      defaultValue = "10s",
      paramLabel = "TIME",
      description = "For a request's head; later is 408.")
  private Duration headerTimeout;

  @Option(
      names = "--idle-timeout",
      defaultValue = "60s",
      paramLabel = "TIME",
      description = "Between two requests, and for a peer that does not read.")
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
                              server, limits, date, e -> problems.accept("a handler failed: " + e))),
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
