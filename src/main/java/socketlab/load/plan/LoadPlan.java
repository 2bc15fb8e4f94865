// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalDouble;
import socketlab.net.Transport;

/**
 * What is to be offered.
 *
 * @param rate requests a second, of all threads together: an open loop. Empty: a closed loop, in
 *     which each connection sends as soon as it has its answer
 * @param connections kept open, of all threads together; with {@code newConnection} at most so many
 *     at once
 * @param threads loops that load, at most as many as connections
 * @param warmup load that comes before the measured time and is not counted
 * @param depth requests of one connection that may be under way at once: in a pipeline, or in
 *     streams of their own
 * @param newConnection a connection of its own for each request
 * @param timeout for a connect and for an answer
 * @param seed of Poisson arrivals
 */
public record LoadPlan(
    Target target,
    OptionalDouble rate,
    int connections,
    int threads,
    Duration duration,
    Duration warmup,
    int depth,
    boolean newConnection,
    Arrivals arrivals,
    long seed,
    Transport transport,
    Duration timeout) {

  /** Far more than any machine has processors for. */
  private static final int MOST_THREADS = 1024;

  /**
   * @throws IllegalArgumentException with one line, when it cannot be offered
   */
  public LoadPlan {
    if (rate.isPresent() && !(rate.getAsDouble() > 0 && rate.getAsDouble() <= 1e8)) {
      throw new IllegalArgumentException(
          "--rate must be above 0 and at most 100000000 a second, not " + rate.getAsDouble());
    }
    within("--connections", connections, 1, 1_000_000);
    within("--threads", threads, 1, MOST_THREADS);
    if (threads > connections) {
      throw new IllegalArgumentException(
          ("--threads=%d needs as many connections, because each loop has its own, and there are"
                  + " %d; raise --connections, or leave out --threads")
              .formatted(threads, connections));
    }
    String option = target.protocol().isMultiplexed() ? "--streams" : "--pipeline";
    within(option, depth, 1, 1024);
    if (newConnection && depth > 1) {
      throw new IllegalArgumentException(
          "--new-connection sends one request on each connection; leave out " + option);
    }
    if (!duration.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("--duration and --timeout must be above zero");
    }
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " is from " + least + " to " + most + ", not " + value);
    }
  }

  /** The same, at that of the target's addresses. */
  public LoadPlan at(InetSocketAddress address) {
    return new LoadPlan(
        target.at(address),
        rate,
        connections,
        threads,
        duration,
        warmup,
        depth,
        newConnection,
        arrivals,
        seed,
        transport,
        timeout);
  }

  public boolean isOpen() {
    return rate.isPresent();
  }
}
