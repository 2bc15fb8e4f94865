// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;
import socketlab.app.EchoSocket;
import socketlab.app.LabHandler;
import socketlab.app.ServerView;
import socketlab.app.chat.ChatEndpoints;
import socketlab.app.chat.ChatLimits;
import socketlab.app.chat.Rooms;
import socketlab.app.completions.CompletionEndpoints;
import socketlab.app.completions.CompletionLimits;
import socketlab.app.completions.Completions;
import socketlab.app.grpc.GrpcEndpoints;
import socketlab.app.jobs.JobEndpoints;
import socketlab.app.jobs.JobLimits;
import socketlab.app.jobs.Jobs;
import socketlab.app.payments.PaymentEndpoints;
import socketlab.app.payments.PaymentLimits;
import socketlab.app.payments.Payments;
import socketlab.app.route.CrossOrigin;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.app.signin.SignInEndpoints;
import socketlab.app.signin.SignInLimits;
import socketlab.app.signin.SignedToken;
import socketlab.app.signin.StoredSessions;
import socketlab.app.topics.TopicEndpoints;
import socketlab.app.topics.group.Groups;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.app.topics.hub.TopicLimits;
import socketlab.app.topics.hub.Topics;
import socketlab.app.uploads.UploadEndpoints;
import socketlab.app.uploads.store.UploadLimits;
import socketlab.app.uploads.store.UploadStore;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.Counters;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.deflate.DeflatePool;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;

/**
 * A server on a port of its own, without a Date, so that the same question gets the same bytes. At
 * its close it looks for what a server must not leave behind: threads, descriptors, and problems
 * nobody expected.
 */
final class TestServer implements AutoCloseable {
  /** For what has to happen, but not at once; generous, since the machine may be busy. */
  static final Duration SOON = Duration.ofSeconds(20);

  static final int THREADS = 2;

  private final OpenResources before = OpenResources.now();
  private final Server server;
  private final List<String> problems;
  private final List<Throwable> failures;
  private final List<TestClient> clients = new ArrayList<>();

  private final Jobs jobs;
  private final Topics topics;
  private final Completions completions;
  private final UploadStore uploads;
  private final List<RouteGroup> groups;

  private TestServer(Server server, Setup setup) {
    this.server = server;
    problems = setup.problems;
    failures = setup.failures;
    jobs = setup.jobs;
    topics = setup.topics;
    completions = setup.completions;
    uploads = setup.uploads;
    groups = setup.closed;
  }

  static Setup of(Variant variant) {
    return new Setup(variant);
  }

  /** Waits for a state, under a deadline that a busy machine will keep too. */
  static ConditionFactory eventually() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(SOON);
  }

  /** What a server is started with; the lab's own handlers unless told otherwise. */
  static final class Setup {
    private final Variant variant;
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Function<ServerView, HttpHandler> handler = this::lab;

    /** What is spoken in place of HTTP, or null. */
    private SessionFactory others;

    private final Jobs jobs = new Jobs(new JobLimits(2, 4, 8));
    private Topics topics =
        new Topics(new TopicLimits(4, 2000, 1 << 20, Long.MAX_VALUE, 50, SlowPolicy.DISCONNECT));
    private final Completions completions = new Completions(new CompletionLimits(8));
    private final UploadStore uploads =
        UploadStore.temporary(
            new UploadLimits(8 << 20, 8, Duration.ofHours(1), 2, Duration.ofMillis(500)),
            failures::add);
    private final LogWriter logs = new LogWriter(16, 1 << 20, failures::add);
    private final List<RouteGroup> closed = new ArrayList<>();
    private SlowPolicy slow = SlowPolicy.DISCONNECT;
    private Origins origins = Origins.OWN;
    private Duration header = Duration.ofSeconds(10);
    private Duration idle = Duration.ofSeconds(60);
    private long budget = Long.MAX_VALUE;
    private int workerQueue = 1024;
    private int maxConnections;
    private int backlog = 128;
    private Balance balance = Balance.ROUND_ROBIN;
    private TlsContext tls;

    private Setup(Variant variant) {
      this.variant = variant;
    }

    private LabHandler lab(ServerView view) {
      HttpLimits limits = HttpLimits.DEFAULT.within(header, idle);
      List<RouteGroup> groups =
          List.of(
              EchoSocket.routes(sockets(limits), origins),
              new ChatEndpoints(new Rooms(new ChatLimits(2, 3, 2, slow)), sockets(limits), origins),
              new JobEndpoints(jobs, origins),
              new TopicEndpoints(topics, new Groups(), sockets(limits), origins, failures::add),
              new CompletionEndpoints(completions, origins),
              new UploadEndpoints(uploads, origins),
              payments(),
              signIn(),
              new WriterGroup(logs),
              new GrpcEndpoints(new GrpcLimits(1 << 20, 8 << 20), failures::add));
      closed.addAll(groups);
      return new LabHandler(
          view,
          groups.stream()
              .flatMap(group -> CrossOrigin.of(group, origins).routes().stream())
              .toList());
    }

    private RouteGroup signIn() {
      SignInLimits limits = new SignInLimits(3, 60_000);
      try {
        Log log = logs.openInMemory(LogConfig.of(FsyncPolicy.BATCH));
        StoredSessions store = StoredSessions.open(log, logs, limits);
        return new SignInEndpoints(
            limits, Optional.of(store), SignedToken.withRandomKey(), origins);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private RouteGroup payments() {
      PaymentLimits limits = new PaymentLimits(3, 4, 60_000, false);
      try {
        Log log = logs.openInMemory(LogConfig.of(FsyncPolicy.BATCH));
        return new PaymentEndpoints(Payments.open(log, logs, limits), limits, origins);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private WebSocketConfig sockets(HttpLimits limits) {
      return WebSocketConfig.of(limits, failures::add).with(new DeflatePool(64, 200));
    }

    Setup handler(HttpHandler one) {
      handler = view -> one;
      return this;
    }

    Setup sessions(SessionFactory factory) {
      others = factory;
      return this;
    }

    /** Topics that are kept otherwise, or bounded otherwise. */
    Setup topics(Topics others) {
      topics = others;
      return this;
    }

    /** Pages of another origin that may do as its own do. */
    Setup allowing(String origin) {
      origins = Origins.of(origin);
      return this;
    }

    Setup timeouts(Duration header, Duration idle) {
      this.header = header;
      this.idle = idle;
      return this;
    }

    Setup maxConnections(int most) {
      maxConnections = most;
      return this;
    }

    /** Bytes that all connections together may keep waiting. */
    Setup budget(long bytes) {
      budget = bytes;
      return this;
    }

    Setup workerQueue(int room) {
      workerQueue = room;
      return this;
    }

    Setup backlog(int requested) {
      backlog = requested;
      return this;
    }

    /** TLS around what is spoken; the context is closed by who made it. */
    Setup tls(TlsContext context) {
      tls = context;
      return this;
    }

    private SessionFactory sessions(ServerView view) {
      if (others != null) {
        return tls == null ? others : around(Map.of(), others);
      }
      HttpConfig config =
          new HttpConfig(
              handler.apply(view),
              HttpLimits.DEFAULT.within(header, idle),
              HttpDate.NONE,
              failures::add);
      SessionFactory newer = Http2Session.factory(config);
      if (tls == null) {
        return Http1Session.factory(config, newer);
      }
      SessionFactory first = Http1Session.factory(config);
      return around(Map.of("h2", newer, "http/1.1", first), first);
    }

    private SessionFactory around(Map<String, SessionFactory> byName, SessionFactory otherwise) {
      return TlsSession.factory(
          new TlsService(tls, byName, otherwise, header.toNanos(), problems::add));
    }

    Setup balance(Balance how) {
      balance = how;
      return this;
    }

    Setup at(InetSocketAddress where) {
      address = where;
      return this;
    }

    ServerConfig config() {
      ConnectionLimit limit =
          maxConnections == 0 ? ConnectionLimit.NONE : new ConnectionLimit(maxConnections);
      Budget bytes = new Budget(budget);
      return ServerConfig.of(variant.pattern(), variant.transport())
          .listen(
              address,
              new Listener.Options(backlog, false, 0, 0),
              view -> new Service(sessions(view), limit, bytes, idle.toNanos()))
          .threads(THREADS)
          .workers(THREADS)
          .workerQueue(workerQueue)
          .balance(balance)
          .shortestLimit(header.compareTo(idle) < 0 ? header : idle)
          .stall(idle)
          .problems(problems::add)
          .build();
    }

    TestServer start() throws IOException {
      return new TestServer(Server.start(config()), this);
    }
  }

  Topics topics() {
    return topics;
  }

  /** Closes the writer of all logs behind the groups before it. */
  private record WriterGroup(LogWriter logs) implements RouteGroup {
    @Override
    public List<Route> routes() {
      return List.of();
    }

    @Override
    public void close() {
      logs.close();
    }
  }

  Jobs jobs() {
    return jobs;
  }

  Completions completions() {
    return completions;
  }

  UploadStore uploads() {
    return uploads;
  }

  Server server() {
    return server;
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** Told as survived, so far. A test that expects some takes them away. */
  List<String> problems() {
    return problems;
  }

  /** What handlers threw, so far. A test that expects some takes them away. */
  List<Throwable> failures() {
    return failures;
  }

  /** A client that is closed with the server, if not before. */
  TestClient connect() throws IOException {
    TestClient client = TestClient.to(address());
    clients.add(client);
    return client;
  }

  Server.Stop stop(Duration grace) {
    try {
      return server.stop(grace);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The sums over all threads. */
  Counters.Snapshot total() {
    return server.stats().total();
  }

  void awaitOpen(long connections) {
    eventually().until(() -> total().open(), open -> open == connections);
  }

  /** Stops it when all clients have left, so that nobody is there to be cut off. */
  @Override
  public void close() {
    clients.forEach(TestClient::close);
    assertEquals(0, stop(SOON).cutOff(), "cut off, although all clients had left");
    groups.forEach(RouteGroup::close);
    before.awaitNoMore();
    assertEquals(0, total().open(), "connections counted as open behind the end");
    assertEquals(List.of(), problems, "problems nobody expected");
    assertEquals(List.of(), failures, "handlers that nobody expected to fail");
  }
}
