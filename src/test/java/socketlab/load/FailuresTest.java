// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.load.count.Failure;
import socketlab.load.plan.LoadPlan;
import socketlab.net.Transport;

/** Each failed request is counted under what went wrong with it, and under nothing else. */
@Timeout(120)
class FailuresTest {
  /** How long a place rests whose connection brought nothing, where no schedule says when. */
  private static final long REST_MILLIS = 50;

  record Case(Failure expected, BadServer.Fault fault) {
    Duration timeout() {
      return expected == Failure.TIMEOUT ? Duration.ofMillis(100) : Duration.ofSeconds(10);
    }

    @Override
    public String toString() {
      return expected.id();
    }
  }

  private static final Case[] CASES = {
    new Case(
        Failure.STATUS, s -> BadServer.says(s, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")),
    new Case(Failure.MALFORMED, s -> BadServer.says(s, "220 mail.example ESMTP\r\n\r\n")),
    new Case(Failure.SHORT, FailuresTest::half),
    new Case(Failure.SHORT, _ -> false),
    new Case(Failure.RESET, FailuresTest::reset),
    new Case(Failure.TIMEOUT, _ -> true),
    new Case(
        Failure.TIMEOUT,
        s -> BadServer.says(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")),
  };

  private static boolean half(Socket socket) throws IOException {
    BadServer.says(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    return false;
  }

  private static boolean reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    return false;
  }

  static Stream<Arguments> runs() {
    return Stream.of(Transport.values())
        .filter(t -> t.availability().isAvailable())
        .flatMap(t -> Stream.of(CASES).map(c -> Arguments.of(t, c)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void isCountedByKind(Transport transport, Case run) throws Exception {
    isCounted(transport, run, OptionalDouble.empty(), false);
    isCounted(transport, run, OptionalDouble.of(30), true);
  }

  private static void isCounted(
      Transport transport, Case run, OptionalDouble rate, boolean newConnection) throws Exception {
    try (BadServer server = new BadServer(run.fault())) {
      LoadPlan plan = Plans.of(server.target(), rate, 1, newConnection, transport, run.timeout());
      LoadResult result = Plans.runUntil(r -> r.failed() > 0, plan, () -> _ -> {});
      assertTrue(result.failed() > 0, "none failed");
      assertEquals(0, result.completed());
      assertEquals(result.failed(), result.failedBy(run.expected()));
      assertEquals(result.offered(), result.failed() + result.unfinished());
      assertEquals(result.failedBy(Failure.STATUS), result.answers().of(500));
      assertTrue(result.disappointment().isPresent(), "nothing was answered, and that is well");
      assertTrue(result.warnings().toString().contains("requests failed"), "no warning");
    }
  }

  /** It fails nothing, so that only a warning tells of it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void aServerThatHangsIsWarnedOf(int rate) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    BadServer.Fault hangs =
        s ->
            asked.incrementAndGet() > 50
                || BadServer.says(s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    try (BadServer server = new BadServer(rate == 0 ? hangs : _ -> true)) {
      OptionalDouble asRate = rate == 0 ? OptionalDouble.empty() : OptionalDouble.of(rate);
      LoadPlan plan =
          Plans.of(server.target(), asRate, 1, false, Transport.NIO, Duration.ofSeconds(10));
      LoadResult result = Plans.runUntil(FailuresTest::isTold, plan, () -> _ -> {});
      assertEquals(0, result.failed());
      assertTrue(isTold(result), () -> result.warnings().toString());
    }
  }

  private static boolean isTold(LoadResult result) {
    return result.warnings().toString().contains("see whether the server hangs");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aServerThatGoesAwayIsToldAsRefused(Transport transport) throws Exception {
    for (boolean newConnection : new boolean[] {false, true}) {
      LoadResult result = loadOneThatGoesAway(transport, newConnection, 1);
      for (int times = 2;
          times <= Plans.MOST && result.failedBy(Failure.REFUSED) == 0;
          times *= 2) {
        result = loadOneThatGoesAway(transport, newConnection, times);
      }
      assertTrue(result.failedBy(Failure.REFUSED) > 0, "none refused");
      assertEquals(result.offered(), result.failed() + result.unfinished());
    }
  }

  private static LoadResult loadOneThatGoesAway(
      Transport transport, boolean newConnection, int times) throws Exception {
    try (BadServer server = BadServer.ofOneRequest()) {
      LoadPlan plan =
          Plans.of(
              server.target(),
              OptionalDouble.of(100),
              1,
              newConnection,
              transport,
              Duration.ofSeconds(5));
      return new LoadRun(Plans.longer(plan, times), _ -> {}).run();
    }
  }

  /**
   * The schedule goes on: what a server resets at once has failed, and does not wait to be sent.
   * Were a place to rest after each reset, as it does where nothing is due, few would fail.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void aServerThatResetsEachConnectionFailsWhatIsDue(Transport transport) throws Exception {
    try (BadServer server = new BadServer(FailuresTest::reset)) {
      LoadPlan plan =
          Plans.of(
              server.target(),
              OptionalDouble.of(2_000),
              1,
              true,
              transport,
              Duration.ofSeconds(10));
      LoadResult result =
          Plans.runUntil(r -> r.failed() > 2 * failedIfTheyRested(r), plan, () -> _ -> {});
      assertEquals(result.failed(), result.failedBy(Failure.RESET));
      assertTrue(
          result.failed() > 2 * failedIfTheyRested(result), () -> result.failed() + " failed");
    }
  }

  private static double failedIfTheyRested(LoadResult result) {
    return Plans.CONNECTIONS * (result.seconds() * 1000 / REST_MILLIS + 1);
  }

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(t -> t.availability().isAvailable());
  }
}
