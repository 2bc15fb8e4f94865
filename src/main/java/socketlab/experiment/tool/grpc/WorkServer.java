// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.experiment.tool.Listeners;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.GrpcConfig;
import socketlab.protocol.grpc.GrpcHandler;
import socketlab.protocol.grpc.GrpcService;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;

/**
 * A server of one method in this process: it does as many units of work as the request says, one
 * after the other, as long as somebody waits for them. A unit costs no thread: it is a time.
 */
public final class WorkServer implements AutoCloseable {
  public static final String METHOD = "lab.Work/Do";

  private static final GrpcLimits LIMITS = new GrpcLimits(1024, 1 << 20);
  private static final int BACKLOG = 128;
  private static final Duration STALL = Duration.ofSeconds(60);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lab-experiment-clock").factory());
  private final Duration unit;
  private final AtomicInteger units = new AtomicInteger();
  private final AtomicInteger over = new AtomicInteger();
  private Server server;

  private WorkServer(Duration unit) {
    this.unit = unit;
  }

  /**
   * @param unit how long each unit takes
   */
  public static WorkServer start(Duration unit) throws IOException {
    WorkServer made = new WorkServer(unit);
    GrpcConfig config = new GrpcConfig(LIMITS, made::after, Throwable::printStackTrace);
    GrpcHandler handler =
        new GrpcHandler(
            config, () -> List.of(new GrpcService("lab.Work", Map.of("Do", made::begin))));
    HttpConfig http =
        new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, Throwable::printStackTrace);
    made.server =
        Server.start(
            ServerConfig.of(new SingleThread(), Transport.NIO)
                .listen(
                    Listeners.ANY_PORT,
                    new Listener.Options(BACKLOG, false, 0, 0),
                    _ -> new Service(Http1Session.factory(http, Http2Session.factory(http)), STALL))
                .build());
    return made;
  }

  private Runnable after(long nanos, Runnable action) {
    Future<?> timer = clock.schedule(action, nanos, TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  private CallListener begin(GrpcCall call) {
    return new Work(call);
  }

  public InetSocketAddress address() {
    return server.address();
  }

  /** Units that are done, of all calls together. */
  public int units() {
    return units.get();
  }

  /** Calls for which nothing more will be done. */
  public int over() {
    return over.get();
  }

  @Override
  public void close() {
    server.close();
    clock.shutdownNow();
  }

  /** The work for one call. */
  private final class Work implements CallListener {
    private final GrpcCall call;
    private final AtomicBoolean ended = new AtomicBoolean();
    private int left;

    Work(GrpcCall call) {
      this.call = call;
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) {
      left = Integer.parseInt(new String(bytes, from, length, US_ASCII));
    }

    @Override
    public void ended() {
      call.after(unit.toNanos(), this::done);
    }

    /** A unit is done; by the clock. */
    private void done() {
      if (ended.get()) {
        return;
      }
      units.incrementAndGet();
      left--;
      if (left > 0) {
        call.after(unit.toNanos(), this::done);
      } else {
        call.end(GrpcStatus.OK);
        end();
      }
    }

    @Override
    public void cancelled() {
      end();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        over.incrementAndGet();
      }
    }
  }
}
