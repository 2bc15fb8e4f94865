// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.time.Duration;
import java.util.OptionalDouble;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

/** Short runs, for tests. */
final class Plans {
  static final Duration SHORT = Duration.ofMillis(500);
  static final int CONNECTIONS = 8;

  private Plans() {}

  static LoadPlan closed(Target target) {
    return of(target, OptionalDouble.empty(), 1, false, Transport.NIO, Duration.ofSeconds(10));
  }

  static LoadPlan open(Target target, double rate) {
    return of(target, OptionalDouble.of(rate), 1, false, Transport.NIO, Duration.ofSeconds(10));
  }

  static LoadPlan of(
      Target target,
      OptionalDouble rate,
      int pipeline,
      boolean newConnection,
      Transport transport,
      Duration timeout) {
    return new LoadPlan(
        target,
        rate,
        CONNECTIONS,
        2,
        SHORT,
        Duration.ofMillis(200),
        pipeline,
        newConnection,
        Arrivals.POISSON,
        1,
        transport,
        timeout);
  }
}
