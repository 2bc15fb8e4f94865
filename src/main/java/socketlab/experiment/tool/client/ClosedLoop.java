// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.FutureTask;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

/**
 * The lab's generator as so many clients who each ask again as soon as they have been answered.
 *
 * @param url what they ask for
 * @param clients at once
 * @param newConnection whether each request gets a connection of its own
 */
public record ClosedLoop(String url, int clients, boolean newConnection) {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Longer than any experiment: who looks on says when it is enough. */
  private static final Duration LONG = Duration.ofMinutes(5);

  /** What is done while they ask. */
  @FunctionalInterface
  public interface Look<T> {
    T look() throws Exception;
  }

  /**
   * Lets them ask until {@code look} has seen enough: counts to wait for, instead of a time that a
   * busy machine would make short.
   *
   * @throws IOException when a request failed: then what was seen is not what was asked
   */
  public <T> T during(Look<T> look) throws Exception {
    LoadRun run = new LoadRun(plan(), _ -> {});
    FutureTask<LoadResult> loading = new FutureTask<>(run::run);
    Thread.ofPlatform().daemon().name("lab-load").start(loading);
    try {
      return look.look();
    } finally {
      run.stop();
      LoadResult result = loading.get();
      if (result.failed() > 0) {
        throw new IOException(
            result.failed() + " of " + result.offered() + " requests failed, at " + url);
      }
    }
  }

  private LoadPlan plan() {
    return new LoadPlan(
        Target.parse(url),
        OptionalDouble.empty(),
        clients,
        1,
        LONG,
        Duration.ZERO,
        1,
        newConnection,
        Arrivals.UNIFORM,
        1,
        Transport.EPOLL,
        TIMEOUT);
  }
}
