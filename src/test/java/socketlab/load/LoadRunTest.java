// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.app.LabHandler;
import socketlab.load.carrier.AnswerReader;
import socketlab.load.carrier.InOrderCarrier;
import socketlab.load.count.Interval;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;

/** What is told of a run adds up, and agrees with what the server counted. */
@Timeout(120)
class LoadRunTest {
  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final double RATE = 2_000;

  record Kind(Transport transport, boolean open, int pipeline, boolean newConnection) {
    OptionalDouble rate() {
      return open ? OptionalDouble.of(RATE) : OptionalDouble.empty();
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(Transport.values())
        .filter(t -> t.availability().isAvailable())
        .flatMap(
            t ->
                Stream.of(
                    new Kind(t, false, 1, false),
                    new Kind(t, false, 8, false),
                    new Kind(t, false, 1, true),
                    new Kind(t, true, 1, false),
                    new Kind(t, true, 8, false),
                    new Kind(t, true, 1, true)));
  }

  private static Server serve(boolean echo) throws IOException {
    return Server.start(
        ServerConfig.of(new SingleThread(), Transport.NIO)
            .listenOnLoopback(
                view ->
                    echo
                        ? peer -> new EchoSession(peer, IDLE_NANOS)
                        : http(new LabHandler(view, List.of())))
            .problems(_ -> {})
            .build());
  }

  private static SessionFactory http(LabHandler handler) {
    return Http1Session.factory(
        new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, _ -> {}));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyOfferedRequestHasAFate(Kind kind) throws Exception {
    run(kind, false);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void soItIsWithRawEcho(Kind kind) throws Exception {
    run(kind, true);
  }

  private void run(Kind kind, boolean echo) throws Exception {
    try (Server server = serve(echo)) {
      Target target = target(server, echo ? "tcp" : "http", echo ? "" : "/plaintext");
      LoadPlan plan =
          Plans.of(
              target,
              kind.rate(),
              kind.pipeline(),
              kind.newConnection(),
              kind.transport(),
              Duration.ofSeconds(10));
      List<Interval> seconds = new ArrayList<>();
      LoadResult result =
          Plans.runUntil(
              r -> r.completed() > 0 && (kind.newConnection() || r.open() == Plans.CONNECTIONS),
              plan,
              () -> {
                seconds.clear();
                return seconds::add;
              });
      assertAll(
          () -> assertTrue(result.completed() > 0),
          () -> assertEquals(0, result.failed()),
          () ->
              assertEquals(
                  result.offered(), result.completed() + result.failed() + result.unfinished()),
          () -> assertEquals(result.completed(), result.latency().getTotalCount()),
          () -> assertEquals(result.completed(), result.uncorrected().getTotalCount()),
          () -> assertEquals(result.completed(), result.firstByte().getTotalCount()),
          () -> assertEquals(result.completed(), result.answers().of(echo ? 0 : 200)),
          () -> assertEquals(result.completed(), result.answers().total()),
          () -> assertEquals(kind.open(), result.sentBehind().getTotalCount() > 0),
          () -> assertTrue(result.largestBurst() <= result.offered()),
          () -> assertTrue(result.openMost() <= Plans.CONNECTIONS),
          () -> assertTrue(result.openAverage() <= result.openMost() + 1e-6),
          () -> assertTrue(0 < result.answeredOn() && result.answeredOn() <= Plans.CONNECTIONS),
          () -> assertTrue(result.connect().getTotalCount() > 0),
          () ->
              assertTrue(
                  result.latency().getMean() >= result.uncorrected().getMean() * 0.999,
                  "an intended start is not behind the real one"),
          () -> assertEquals(result.plan().duration().toNanos() / 1e9, result.seconds()),
          () ->
              assertEquals(
                  result.completed(),
                  seconds.stream()
                      .filter(i -> !i.isWarmup())
                      .mapToLong(i -> i.latency().getTotalCount())
                      .sum()),
          () -> assertTrue(server.stats().total().requests() >= (echo ? 0 : result.completed())));
      if (kind.open()) {
        double expected = RATE * result.seconds();
        // The standard deviation of Poisson arrivals is the root of their number.
        assertEquals(expected, result.offered(), 6 * Math.sqrt(expected));
      }
      if (!kind.newConnection()) {
        assertEquals(Plans.CONNECTIONS, result.open());
        assertEquals(Plans.CONNECTIONS, result.openMost());
      }
    }
  }

  static Stream<Kind> kindsOverNio() {
    return kinds().filter(kind -> kind.transport() == Transport.NIO);
  }

  @ParameterizedTest
  @MethodSource("kindsOverNio")
  void littlesLawHolds(Kind kind) throws Exception {
    try (Server server = serve(false)) {
      LoadPlan plan =
          Plans.of(
              target(server, "http", "/plaintext"),
              kind.rate(),
              kind.pipeline(),
              kind.newConnection(),
              kind.transport(),
              Duration.ofSeconds(10));
      LoadResult result = Plans.runUntil(r -> r.busy() > 0, plan, () -> _ -> {});
      assertEquals(Optional.empty(), result.refusal());
      assertTrue(result.busy() > 0);
    }
  }

  private static Target target(Server server, String scheme, String path) {
    return Target.parse(scheme + "://127.0.0.1:" + server.address().getPort() + path);
  }

  @Test
  void aRunThatIsStoppedTellsWhatItHas() throws Exception {
    try (Server server = serve(false)) {
      LoadPlan plan = Plans.open(target(server, "http", "/plaintext"), RATE);
      LoadPlan endless =
          new LoadPlan(
              plan.target(),
              plan.rate(),
              plan.connections(),
              plan.threads(),
              Duration.ofMinutes(10),
              Duration.ofMillis(200),
              1,
              false,
              plan.arrivals(),
              1,
              plan.transport(),
              plan.timeout());
      LoadRun[] run = new LoadRun[1];
      run[0] =
          new LoadRun(
              endless,
              interval -> {
                if (interval.second() == 0) {
                  run[0].stop();
                }
              });
      LoadResult result = run[0].run();
      assertTrue(result.seconds() >= 1 && result.seconds() < 60, result.seconds() + " s");
      assertTrue(result.offered() > 1_000, result.offered() + " offered");
      assertTrue(result.completed() > 0, "none completed");
      assertEquals(result.offered(), result.completed() + result.failed() + result.unfinished());
    }
  }

  /** RFC 9110 section 7.6.1: the connection's options are a list, and close wins. */
  @Test
  void aServerThatSaysKeepAliveAndCloseFailsNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (BadServer server =
        new BadServer(
            socket -> {
              boolean last = asked.incrementAndGet() % 10 == 0;
              BadServer.says(
                  socket,
                  "HTTP/1.1 200 OK\r\nConnection: Keep-Alive"
                      + (last ? ", Close" : "")
                      + "\r\nContent-Length: 0\r\n\r\n");
              return !last;
            })) {
      LoadResult result =
          Plans.runUntil(r -> r.completed() > 100, Plans.closed(server.target()), () -> _ -> {});
      assertTrue(result.completed() > 100, "few were completed");
      assertEquals(0, result.failed());
    }
  }

  /** The connections are open for this side, and nobody reads what is sent on them. */
  @Test
  void connectionsThatNobodyTakesBringNoAnswer() throws Exception {
    AtomicBoolean busy = new AtomicBoolean();
    try (BadServer server =
        new BadServer(
            socket -> {
              if (!busy.compareAndSet(false, true)) {
                return true;
              }
              try {
                do {
                  BadServer.says(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                } while (socket.getInputStream().read(new byte[4096]) > 0);
                return false;
              } finally {
                busy.set(false);
              }
            })) {
      LoadPlan plan = Plans.closed(server.target());
      LoadResult result = Plans.runUntil(r -> r.answeredOn() == 1, plan, () -> _ -> {});
      assertEquals(1, result.answeredOn());
      assertTrue(
          result.warnings().toString().contains("only 1 of 8 brought one"),
          () -> result.warnings().toString());
    }
  }

  @Test
  void whereNobodyListensItDoesNotBegin() throws IOException {
    Target nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = Target.parse("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertThrows(IOException.class, () -> new LoadRun(Plans.closed(nobody), _ -> {}).run());
  }

  /** A queue that is full takes no more connects, and says nothing of it. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "other kernels refuse where the queue is full")
  void aRunIsStoppedWhileItWaitsForASilentHost() throws Exception {
    InetAddress address = InetAddress.getByName("127.0.0.1");
    try (ServerSocket silent = new ServerSocket(0, 1, address);
        Socket first = new Socket(address, silent.getLocalPort());
        Socket second = new Socket(address, silent.getLocalPort())) {
      Target target = Target.parse("http://127.0.0.1:" + silent.getLocalPort() + "/");
      LoadRun run = new LoadRun(Plans.closed(target), _ -> {});
      FutureTask<LoadResult> result = new FutureTask<>(run::run);
      Thread thread = Thread.ofPlatform().start(result);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  Arrays.stream(thread.getStackTrace())
                      .anyMatch(frame -> frame.getMethodName().equals("answering")));
      run.stop();
      assertEquals(0, result.get(20, TimeUnit.SECONDS).seconds());
      assertTrue(first.isConnected() && second.isConnected());
    }
  }

  /** The last look of the thread that watches may have been before the fault. */
  @Test
  void aLoopThatFailsWhileTheRunEndsIsToldOf() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (BadServer server =
        new BadServer(
            socket -> {
              awaitEnd(ended);
              return BadServer.says(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            })) {
      LoadPlan plan = brokenAndOfOneLane(server.target());
      long end = System.nanoTime() + plan.duration().plusMillis(500).toNanos();
      LoadRun run =
          new LoadRun(
              plan,
              _ -> {
                await().pollDelay(Duration.ZERO).until(() -> System.nanoTime() - end > 0);
                ended.countDown();
                await().until(() -> !isAlive("lab-load-0"));
              });
      IllegalStateException e = assertThrows(IllegalStateException.class, run::run);
      assertEquals("a fault", e.getCause().getMessage());
    }
  }

  private static void awaitEnd(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAlive(String thread) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(thread));
  }

  /** Its reader of answers ends the loop at the first. */
  private static LoadPlan brokenAndOfOneLane(Target target) {
    AnswerReader broken =
        (AnswerReader)
            Proxy.newProxyInstance(
                AnswerReader.class.getClassLoader(),
                new Class<?>[] {AnswerReader.class},
                (_, method, _) -> {
                  if (method.getName().equals("read")) {
                    throw new AssertionError("a fault");
                  }
                  return null;
                });
    return new LoadPlan(
        new Target(
            target.url(),
            target.addresses(),
            target.address(),
            target.serverName(),
            target.protocol(),
            target.tls(),
            (depth, _, listener) -> new InOrderCarrier(new byte[1], broken, depth, listener),
            target.expectation()),
        OptionalDouble.empty(),
        1,
        1,
        Duration.ofMillis(1_300),
        Duration.ZERO,
        1,
        false,
        Arrivals.UNIFORM,
        1,
        Transport.NIO,
        Duration.ofSeconds(30));
  }
}
