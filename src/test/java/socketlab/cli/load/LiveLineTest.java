// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.load.count.Interval;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;

@Timeout(60)
class LiveLineTest {
  @Test
  void aPartOfASecondIsToldAsARateToo() {
    StringWriter err = new StringWriter();
    Histogram latency = new Histogram(3);
    latency.recordValueWithCount(1_000, 300);
    new LiveLine(plan(), new PrintWriter(err))
        .accept(new Interval(-1, Duration.ofMillis(200).toNanos(), latency, latency, 0));
    assertTrue(err.toString().contains("warm-up  1,500/s"), err.toString());
  }

  private static LoadPlan plan() {
    return new LoadPlan(
        Target.parse("http://127.0.0.1:1/"),
        OptionalDouble.empty(),
        1,
        1,
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        1,
        false,
        Arrivals.UNIFORM,
        1,
        Transport.NIO,
        Duration.ofSeconds(1));
  }
}
