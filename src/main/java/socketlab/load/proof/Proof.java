// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import socketlab.linux.process.CpuTicks;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.load.plan.WireProtocol;
import socketlab.net.Transport;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.TlsVersion;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/**
 * The generator proves itself: it loads a server in this process that answers at once, and freezes
 * once, for a known time.
 *
 * <pre>
 *   latency
 *      F ┤ ╲              At a constant rate, requests pile up during the freeze F. The
 *        │ │ ╲            server then needs D to catch up, so that a request meant to
 *        │ │   ╲          start t after the freeze began waits F·(1 − t/(F + D)):
 *      0 ┼─┴─────┴─────   latencies are even between 0 and F for (F + D)/T of all requests.
 *        0 └ F+D ┘    T
 * </pre>
 *
 * <p>So quantile q is F·(1 − (1 − q)·T/(F + D)), where that is above 0; without D, F − (1 − q)·T. F
 * and D are measured by the server. How long D is says how fast server and generator are together,
 * on this machine, with all that runs beside them. A generator that waits for answers sees one slow
 * request a connection instead.
 */
public final class Proof {
  /** Requests a second. */
  public static final double RATE = 1000;

  private static final Duration MEASURED = Duration.ofSeconds(3);
  private static final Duration WARMUP = Duration.ofSeconds(1);
  private static final Duration FREEZE = Duration.ofMillis(1800);

  /** Soon, so that a busy machine has time to catch up. */
  private static final Duration FREEZE_AFTER = WARMUP.plusMillis(100);

  /** Requests under way at once: connections, or streams of one. */
  private static final int AT_ONCE = 8;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Of what is expected, and beside it so long. */
  private static final double TOLERANCE = 0.02;

  private static final double SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private final Transport transport;
  private final boolean http2;
  private final Optional<Secured> tls;

  /**
   * @param http2 whether HTTP/2 is spoken
   * @param tls what secures it; empty: nothing
   */
  Proof(Transport transport, boolean http2, Optional<Secured> tls) {
    this.transport = transport;
    this.http2 = http2;
    this.tls = tls;
  }

  /** The server's certificate, and the version of TLS. */
  public record Secured(DevelopmentCertificate certificate, TlsVersion version) {
    private TlsPlan plan() {
      return new TlsPlan(Optional.of(certificate.authority()), true, Optional.of(version), false);
    }

    private TlsContext context(WireProtocol protocol) throws IOException {
      TlsSetup setup =
          new TlsSetup(certificate.certificate(), certificate.key(), List.of(protocol.alpn()));
      return OpenSslContext.availability().isAvailable()
          ? OpenSslContext.of(setup)
          : JdkContext.of(setup);
    }
  }

  /** One quantile, from 0 to 1, in nanoseconds. */
  public record Quantile(
      double quantile, double expectedNanos, double seenNanos, double uncorrectedNanos) {
    public boolean holds() {
      return Math.abs(seenNanos - expectedNanos) <= TOLERANCE * expectedNanos + SLACK_NANOS;
    }
  }

  /**
   * @param seconds measured, T
   * @param frozenSeconds measured by who froze, F; 0 when too few requests came for that
   * @param catchUpSeconds measured by who had frozen, D; infinite when it was still behind at the
   *     end
   * @param disturbance what the machine did beside
   */
  public record Outcome(
      double seconds,
      double frozenSeconds,
      double catchUpSeconds,
      List<Quantile> quantiles,
      Disturbance disturbance) {
    /** A server that never froze, or never caught up, leaves nothing to compare with. */
    public boolean holds() {
      return frozenSeconds > 0
          && Double.isFinite(catchUpSeconds)
          && quantiles.stream().allMatch(Quantile::holds);
    }
  }

  /**
   * What latency a freeze gives a quantile, of a server that has caught up as soon as it is over.
   *
   * @param quantile from 0 to 1
   * @param freeze F, in any unit of time
   * @param measured T, in the same
   */
  public static double expected(double quantile, double freeze, double measured) {
    return expected(quantile, freeze, 0, measured);
  }

  /**
   * What latency a freeze gives a quantile.
   *
   * @param quantile from 0 to 1
   * @param freeze F, in any unit of time, above 0
   * @param catchUp D, in the same: from the end of the freeze until nobody waits any more
   * @param measured T, in the same
   */
  public static double expected(double quantile, double freeze, double catchUp, double measured) {
    return Math.max(0, freeze * (1 - (1 - quantile) * measured / (freeze + catchUp)));
  }

  /**
   * Freezes its one thread once, when it has handled so many requests as are due until then, and
   * sees when it has caught up. Confined to that thread, but for what is told of it.
   */
  private static final class Freezer implements HttpHandler {
    private static final byte[] DONE = {'o', 'k'};
    private static final long FREEZE_AT = (long) (RATE * FREEZE_AFTER.toNanos() / 1e9);

    private final Backlog backlog = new Backlog(RATE);
    private final long work;
    private long handled;
    private long thawedAt;
    private volatile long frozen;
    private volatile double catchUp = Double.POSITIVE_INFINITY;

    Freezer(long work) {
      this.work = work;
    }

    @Override
    public void handle(Request request, Response response) {
      handled++;
      long now = System.nanoTime();
      backlog.saw(handled, now);
      if (handled == FREEZE_AT) {
        freeze(now);
      } else if (isBehind() && backlog.waiting(handled, now) <= AT_ONCE) {
        catchUp = now - thawedAt;
      }
      while (System.nanoTime() - now < work) {
        Thread.onSpinWait();
      }
      response.send(Status.OK, DONE);
    }

    private boolean isBehind() {
      return frozen > 0 && catchUp == Double.POSITIVE_INFINITY;
    }

    private void freeze(long now) {
      long until = now + FREEZE.toNanos();
      for (long left; (left = until - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      thawedAt = System.nanoTime();
      frozen = thawedAt - now;
    }
  }

  /** Takes some four seconds. */
  Outcome run() throws IOException, InterruptedException {
    return run(Duration.ZERO);
  }

  /**
   * @param work what a request costs the server, so that it is slow to catch up
   */
  Outcome run(Duration work) throws IOException, InterruptedException {
    Freezer freezer = new Freezer(work.toNanos());
    WireProtocol protocol = http2 ? WireProtocol.HTTP_2 : WireProtocol.HTTP_1;
    try (TlsContext context = tls.isEmpty() ? null : tls.get().context(protocol);
        Server server = Server.start(config(sessions(freezer, context)))) {
      String url =
          (context == null ? "http" : "https") + "://127.0.0.1:" + server.address().getPort() + "/";
      Optional<CpuTicks> before = CpuTicks.now();
      LoadResult result = new LoadRun(plan(url), _ -> {}).run();
      Disturbance disturbance = Disturbance.during(result, before, CpuTicks.now());
      return outcome(result, freezer.frozen / 1e9, freezer.catchUp / 1e9, disturbance);
    }
  }

  private LoadPlan plan(String url) {
    return new LoadPlan(
        Target.parse(
            url, Expectation.SUCCESS, http2, tls.map(Secured::plan).orElse(TlsPlan.SYSTEM)),
        OptionalDouble.of(RATE),
        http2 ? 1 : AT_ONCE,
        1,
        MEASURED,
        WARMUP,
        http2 ? AT_ONCE : 1,
        false,
        Arrivals.UNIFORM,
        1,
        transport,
        TIMEOUT);
  }

  private SessionFactory sessions(HttpHandler handler, TlsContext context) {
    HttpConfig config = new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, _ -> {});
    SessionFactory plain = http2 ? Http2Session.factory(config) : Http1Session.factory(config);
    WireProtocol protocol = http2 ? WireProtocol.HTTP_2 : WireProtocol.HTTP_1;
    return context == null
        ? plain
        : TlsSession.factory(
            new TlsService(
                context, Map.of(protocol.alpn(), plain), plain, TIMEOUT.toNanos(), _ -> {}));
  }

  private static ServerConfig config(SessionFactory sessions) {
    return ServerConfig.of(new SingleThread(), Transport.NIO)
        .listenOnLoopback(_ -> sessions)
        .problems(_ -> {})
        .build();
  }

  private static Outcome outcome(
      LoadResult result, double frozen, double catchUp, Disturbance disturbance) {
    Histogram latency = result.latency();
    Histogram uncorrected = result.uncorrected();
    List<Quantile> quantiles =
        DoubleStream.of(0.5, 0.75, 0.9, 0.99)
            .mapToObj(
                q ->
                    new Quantile(
                        q,
                        1e9 * expected(q, frozen, catchUp, result.seconds()),
                        latency.getValueAtPercentile(100 * q),
                        uncorrected.getValueAtPercentile(100 * q)))
            .toList();
    return new Outcome(result.seconds(), frozen, catchUp, quantiles, disturbance);
  }
}
