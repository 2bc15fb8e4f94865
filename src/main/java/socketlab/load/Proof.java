// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Listener;
import socketlab.net.Timeouts;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.HttpRequest;
import socketlab.protocol.http.HttpResponse;
import socketlab.protocol.http.Status;

/**
 * The generator proves itself: it loads a server in this process that answers at once, and freezes
 * once, for a known time.
 *
 * <pre>
 *   latency
 *      F ┤      ╲         A request meant to start t after the freeze began
 *        │      ╲ ╲       waits F − t: at a constant rate, latencies are even
 *      0 ┼──────┴───┴──   between 0 and F for F/T of all requests.
 *        0      F     T
 * </pre>
 *
 * <p>So quantile q is F − (1 − q)·T, where q is above 1 − F/T. A generator that waits for answers
 * sees one slow request a connection instead.
 */
public final class Proof {
  /** Requests a second. */
  public static final double RATE = 1000;

  private static final Duration MEASURED = Duration.ofSeconds(3);
  private static final Duration WARMUP = Duration.ofSeconds(1);
  private static final Duration FREEZE = Duration.ofMillis(1800);
  private static final Duration FREEZE_AFTER = WARMUP.plusMillis(500);
  private static final int CONNECTIONS = 8;

  /** Of the freeze, and beside it this long: what the server needs for those that waited. */
  private static final double TOLERANCE = 0.02;

  private static final double SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private Proof() {}

  /** One quantile, from 0 to 1, in nanoseconds. */
  public record Quantile(
      double quantile, double expectedNanos, double seenNanos, double uncorrectedNanos) {
    public boolean holds() {
      return Math.abs(seenNanos - expectedNanos) <= TOLERANCE * expectedNanos + SLACK_NANOS;
    }
  }

  /**
   * @param frozenSeconds measured by who froze
   */
  public record Outcome(double seconds, double frozenSeconds, List<Quantile> quantiles) {
    public boolean holds() {
      return quantiles.stream().allMatch(Quantile::holds);
    }
  }

  /**
   * What latency a freeze gives a quantile.
   *
   * @param quantile from 0 to 1
   * @param freeze F, in any unit of time
   * @param measured T, in the same
   */
  public static double expected(double quantile, double freeze, double measured) {
    return Math.max(0, freeze - (1 - quantile) * measured);
  }

  /** Freezes its one thread, the first time it is called after a moment. */
  private static final class Freezer implements HttpHandler {
    private static final byte[] DONE = {'o', 'k'};

    private final long from = System.nanoTime() + FREEZE_AFTER.toNanos();
    private final AtomicLong frozen = new AtomicLong();

    @Override
    public void handle(HttpRequest request, HttpResponse response) {
      long now = System.nanoTime();
      if (frozen.get() == 0 && now - from >= 0) {
        long until = now + FREEZE.toNanos();
        for (long left; (left = until - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        frozen.set(System.nanoTime() - now);
      }
      response.send(Status.OK, DONE);
    }
  }

  /** Takes some four seconds. */
  public static Outcome run(Transport transport) throws IOException, InterruptedException {
    Freezer freezer = new Freezer();
    try (Server server = Server.start(config(freezer))) {
      String url = "http://127.0.0.1:" + server.address().getPort() + "/";
      LoadResult result = new LoadRun(plan(url, transport), _ -> {}).run();
      return outcome(result, freezer.frozen.get() / 1e9);
    }
  }

  private static LoadPlan plan(String url, Transport transport) {
    return new LoadPlan(
        Target.parse(url),
        OptionalDouble.of(RATE),
        CONNECTIONS,
        1,
        MEASURED,
        WARMUP,
        1,
        false,
        Arrivals.UNIFORM,
        1,
        transport,
        Duration.ofSeconds(30));
  }

  private static ServerConfig config(HttpHandler handler) {
    return new ServerConfig(
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
        _ -> new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, _ -> {}),
        _ -> {});
  }

  private static Outcome outcome(LoadResult result, double frozen) {
    Histogram latency = result.latency();
    Histogram uncorrected = result.uncorrected();
    List<Quantile> quantiles =
        DoubleStream.of(0.5, 0.75, 0.9, 0.99)
            .mapToObj(
                q ->
                    new Quantile(
                        q,
                        1e9 * expected(q, frozen, result.seconds()),
                        latency.getValueAtPercentile(100 * q),
                        uncorrected.getValueAtPercentile(100 * q)))
            .toList();
    return new Outcome(result.seconds(), frozen, quantiles);
  }
}
