// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import socketlab.load.count.Interval;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

/** Short runs, for tests. */
public final class Plans {
  static final Duration SHORT = Duration.ofMillis(300);
  static final int CONNECTIONS = 8;
  static final int MOST = 16;

  private Plans() {}

  public static LoadPlan closed(Target target) {
    return of(target, OptionalDouble.empty(), 1, false, Transport.NIO, Duration.ofSeconds(10));
  }

  public static LoadPlan open(Target target, double rate) {
    return of(target, OptionalDouble.of(rate), 1, false, Transport.NIO, Duration.ofSeconds(10));
  }

  static LoadPlan of(
      Target target,
      OptionalDouble rate,
      int depth,
      boolean newConnection,
      Transport transport,
      Duration timeout) {
    return new LoadPlan(
        target,
        rate,
        CONNECTIONS,
        2,
        SHORT,
        Duration.ofMillis(100),
        depth,
        newConnection,
        Arrivals.POISSON,
        1,
        transport,
        timeout);
  }

  /**
   * Loads until it has seen what is looked for: for {@link #SHORT}, then for twice as long, up to
   * {@link #MOST} times. A busy machine needs longer for the same; a fault is not seen at all.
   *
   * @param watcher told of the seconds of each of these runs
   */
  static LoadResult runUntil(
      Predicate<LoadResult> seen, LoadPlan plan, Supplier<Consumer<Interval>> watcher)
      throws IOException, InterruptedException {
    for (int times = 1; ; times *= 2) {
      LoadResult result = new LoadRun(longer(plan, times), watcher.get()).run();
      if (seen.test(result) || times == MOST) {
        return result;
      }
    }
  }

  static LoadPlan longer(LoadPlan plan, int times) {
    return new LoadPlan(
        plan.target(),
        plan.rate(),
        plan.connections(),
        plan.threads(),
        plan.duration().multipliedBy(times),
        plan.warmup().multipliedBy(times),
        plan.depth(),
        plan.newConnection(),
        plan.arrivals(),
        plan.seed(),
        plan.transport(),
        plan.timeout());
  }
}
