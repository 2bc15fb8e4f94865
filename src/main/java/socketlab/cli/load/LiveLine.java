// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import socketlab.cli.text.DurationText;
import socketlab.cli.text.Micros;
import socketlab.load.count.Interval;
import socketlab.load.plan.LoadPlan;

/**
 * The second that has just passed, in one line: in a terminal it is written over by the next one.
 */
final class LiveLine implements Consumer<Interval> {
  private static final String CLEAR = "\r\033[K";

  private final LoadPlan plan;
  private final PrintWriter err;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private long failed;

  /**
   * @param err null for no line at all
   */
  LiveLine(LoadPlan plan, PrintWriter err) {
    this.plan = plan;
    this.err = err;
  }

  @Override
  public void accept(Interval interval) {
    if (err == null) {
      return;
    }
    failed += interval.failed();
    Histogram latency = interval.latency();
    String line =
        String.format(
            Locale.ROOT,
            "%s  %,d/s  P50 %s  P99 %s  failed %,d  %s left",
            interval.isWarmup() ? "warm-up" : "measured",
            Math.round(latency.getTotalCount() * 1e9 / interval.nanos()),
            Micros.text(latency.getValueAtPercentile(50)),
            Micros.text(latency.getValueAtPercentile(99)),
            failed,
            DurationText.format(left(interval)));
    if (terminal) {
      err.print(CLEAR + line);
    } else {
      err.println(line);
    }
    err.flush();
  }

  private Duration left(Interval interval) {
    Duration left = plan.duration().minusSeconds(interval.second() + 1);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Takes the line away, for what comes behind it. */
  void end() {
    if (err != null && terminal) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
