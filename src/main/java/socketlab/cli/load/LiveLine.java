// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import socketlab.cli.term.ProgressLine;
import socketlab.cli.term.Terminal;
import socketlab.cli.text.DurationText;
import socketlab.cli.text.Micros;
import socketlab.load.count.Interval;
import socketlab.load.plan.LoadPlan;

/**
 * The second that has just passed, in one line: on a terminal it is written over by the next one,
 * and elsewhere there is one now and then.
 */
final class LiveLine implements Consumer<Interval> {
  private final LoadPlan plan;
  private final PrintWriter err;

  /** One for the warm-up and one for what is measured: the first line of each is always shown. */
  private ProgressLine line;

  private boolean isMeasured;
  private long failed;

  /**
   * @param err null for no line at all
   */
  LiveLine(LoadPlan plan, PrintWriter err) {
    this.plan = plan;
    this.err = err;
    line = err == null ? null : new ProgressLine(Terminal.here(), err);
  }

  @Override
  public void accept(Interval interval) {
    if (line == null) {
      return;
    }
    if (!isMeasured && !interval.isWarmup()) {
      isMeasured = true;
      line.close();
      line = new ProgressLine(Terminal.here(), err);
    }
    failed += interval.failed();
    Histogram latency = interval.latency();
    line.passing(
        String.format(
            Locale.ROOT,
            "%s  %,d/s  P50 %s  P99 %s  failed %,d  %s left",
            interval.isWarmup() ? "warm-up" : "measured",
            Math.round(latency.getTotalCount() * 1e9 / interval.nanos()),
            Micros.text(latency.getValueAtPercentile(50)),
            Micros.text(latency.getValueAtPercentile(99)),
            failed,
            DurationText.format(left(interval))));
  }

  private Duration left(Interval interval) {
    Duration left = plan.duration().minusSeconds(interval.second() + 1);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Takes the line away, for what comes behind it. */
  void end() {
    if (line != null) {
      line.close();
    }
  }
}
