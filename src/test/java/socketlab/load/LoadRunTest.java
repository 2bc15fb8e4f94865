// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.app.LabHandler;
import socketlab.net.Listener;
import socketlab.net.Timeouts;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;

/** What is told of a run adds up, and agrees with what the server counted. */
@Timeout(60)
class LoadRunTest {
  record Kind(Transport transport, boolean open, int pipeline, boolean newConnection) {
    OptionalDouble rate() {
      return open ? OptionalDouble.of(2_000) : OptionalDouble.empty();
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
        new ServerConfig(
            new SingleThread(),
            Transport.NIO,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            1,
            1,
            Balance.ROUND_ROBIN,
            new Listener.Options(128, false, 0, 0),
            false,
            Timeouts.DEFAULT,
            0,
            view -> echo ? EchoSession::new : http(new LabHandler(view)),
            _ -> {}));
  }

  private static SessionFactory http(LabHandler handler) {
    return new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, _ -> {});
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
      LoadResult result = new LoadRun(plan, seconds::add).run();
      assertAll(
          () -> assertTrue(result.completed() > 0),
          () -> assertEquals(0, result.failed()),
          () ->
              assertEquals(
                  result.offered(), result.completed() + result.failed() + result.unfinished()),
          () -> assertEquals(result.completed(), result.latency().getTotalCount()),
          () -> assertEquals(result.completed(), result.uncorrected().getTotalCount()),
          () -> assertEquals(result.completed(), result.firstByte().getTotalCount()),
          () -> assertTrue(result.connect().getTotalCount() > 0),
          () ->
              assertTrue(
                  result.latency().getMean() >= result.uncorrected().getMean() * 0.999,
                  "an intended start is not behind the real one"),
          () -> assertEquals(Plans.SHORT.toNanos() / 1e9, result.seconds()),
          () ->
              assertEquals(
                  result.completed(),
                  seconds.stream()
                      .filter(i -> !i.isWarmup())
                      .mapToLong(i -> i.latency().getTotalCount())
                      .sum()),
          () -> assertTrue(server.stats().total().requests() >= (echo ? 0 : result.completed())));
      if (kind.open()) {
        // 1,000 are expected of half a second; the standard deviation of Poisson arrivals is 32.
        assertEquals(1_000, result.offered(), 200);
      }
      if (!kind.newConnection()) {
        assertEquals(Plans.CONNECTIONS, result.open());
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
      LoadResult result = new LoadRun(plan, _ -> {}).run();
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
      LoadPlan plan = Plans.open(target(server, "http", "/plaintext"), 2_000);
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
      assertTrue(result.completed() > 1_000, result.completed() + " completed");
      assertEquals(result.offered(), result.completed() + result.failed() + result.unfinished());
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
}
