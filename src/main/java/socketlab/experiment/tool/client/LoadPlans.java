// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import java.time.Duration;
import java.util.OptionalDouble;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;
import socketlab.pattern.Server;

/**
 * Plans for the lab's own load generator: one thread, over epoll, which waits to the nanosecond.
 */
public final class LoadPlans {
  private static final Duration WARMUP = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long SEED = 1;

  private LoadPlans() {}

  /** Offers requests at a rate, whatever becomes of them. */
  public static LoadPlan open(
      Server server, String path, double rate, Arrivals arrivals, int connections, int seconds) {
    return plan(server, path, OptionalDouble.of(rate), arrivals, connections, seconds);
  }

  /** Each connection sends as soon as it has its answer. */
  public static LoadPlan closed(Server server, String path, int connections, int seconds) {
    return plan(server, path, OptionalDouble.empty(), Arrivals.UNIFORM, connections, seconds);
  }

  private static LoadPlan plan(
      Server server,
      String path,
      OptionalDouble rate,
      Arrivals arrivals,
      int connections,
      int seconds) {
    return new LoadPlan(
        Target.parse("http://127.0.0.1:" + server.address().getPort() + path),
        rate,
        connections,
        1,
        Duration.ofSeconds(seconds),
        WARMUP,
        1,
        false,
        arrivals,
        SEED,
        Transport.EPOLL,
        TIMEOUT);
  }
}
