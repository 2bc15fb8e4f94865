// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import socketlab.load.Arrivals;
import socketlab.load.LoadPlan;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.Target;
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

  /**
   * Loads from the calling thread.
   *
   * @throws IOException when a request failed: then what was measured is not what was asked
   */
  public LoadResult run(Duration warmup, Duration duration)
      throws IOException, InterruptedException {
    LoadResult result =
        new LoadRun(
                new LoadPlan(
                    Target.parse(url),
                    OptionalDouble.empty(),
                    clients,
                    1,
                    duration,
                    warmup,
                    1,
                    newConnection,
                    Arrivals.UNIFORM,
                    1,
                    Transport.EPOLL,
                    TIMEOUT),
                _ -> {})
            .run();
    if (result.failed() > 0 || result.completed() == 0) {
      throw new IOException(
          result.failed() + " of " + result.offered() + " requests failed, at " + url);
    }
    return result;
  }
}
