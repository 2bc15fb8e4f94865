// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.time.Duration;

/**
 * What both servers of a demo are asked for.
 *
 * @param threads of each role that has several, and workers: the same on every machine, so that the
 *     same clients wait
 * @param clients that ask quick requests, each on its own connection
 * @param asks quick requests of each client, as long as the sleeping request sleeps
 * @param pause between two of them
 * @param sleep how long the other request keeps its thread
 * @param deadline for all of it, from the connects on
 */
record DemoPlan(
    int threads, int clients, int asks, Duration pause, Duration sleep, Duration deadline) {
  /**
   * Four threads as in the experiment head-of-line. The quick requests take half of the sleep, so
   * that a busy machine has time for them too.
   */
  static final DemoPlan DEFAULT =
      new DemoPlan(4, 8, 10, Duration.ofMillis(150), Duration.ofSeconds(3), Duration.ofSeconds(8));
}
