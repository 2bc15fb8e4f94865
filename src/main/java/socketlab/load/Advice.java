// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import socketlab.load.count.Failure;
import socketlab.load.count.Intervals;
import socketlab.net.Transport;

/** What a result is to be read with: each line says what was, and what to do about it. */
final class Advice {
  /** An asked rate counts as reached when no larger share of it was never sent. */
  private static final double RATE_TOLERANCE = 0.001;

  /** A thread that ran or waited for a CPU for more than this had no time left to be exact. */
  private static final double BUSY = 0.95;

  /** When a larger share of requests is sent late, P99 is the generator's own. */
  private static final double LATE_SHARE = 0.01;

  /** A first second that differs by more than this from the others was still warm-up. */
  private static final double DRIFT = 0.2;

  /** Fewer say nothing of a drift. */
  private static final int LEAST_SECONDS = 4;

  /** The mean of fewer is chance. */
  private static final int LEAST_COMPLETED = 100;

  /** Who has been silent for this share of the oldest request's wait may hang. */
  private static final double SILENT_SHARE = 0.5;

  /** When fewer of the connections than this share ever brought an answer, the others waited. */
  private static final double SERVED_SHARE = 0.99;

  private final LoadResult result;
  private final List<String> lines = new ArrayList<>();

  private Advice(LoadResult result) {
    this.result = result;
  }

  static List<String> on(LoadResult result) {
    Advice advice = new Advice(result);
    advice.onGenerator();
    advice.onRate();
    advice.onUnfinished();
    advice.onFailures();
    advice.onWarmup();
    advice.onConnections();
    return List.copyOf(advice.lines);
  }

  private void onGenerator() {
    if (!spins() && result.busyShare() > BUSY) {
      say(
          "the generator was the bottleneck: its threads ran or waited for a CPU %.0f %% of the"
              + " time; give it --threads=%d, or CPUs that the server does not use (taskset)",
          100 * result.busyShare(), result.plan().threads() + 1);
    } else if (result.tally().sentLate > LATE_SHARE * result.offered()) {
      say(
          "the generator was late: it sent %d of %d requests more than 1 ms behind time though a"
              + " connection was free; give it --threads=%d, or CPUs that the server does not use"
              + " (taskset)",
          result.tally().sentLate, result.offered(), result.plan().threads() + 1);
    }
  }

  /** Such a loop looks without waiting before each intended start: that it ran says nothing. */
  private boolean spins() {
    return result.plan().isOpen() && result.plan().transport() == Transport.NIO;
  }

  private void onRate() {
    // Without any latency another line says what was answered instead.
    if (missesRate() && result.completed() > 0) {
      say(
          "rate not reached: %d of %d requests found no free connection until the end; they are in"
              + " no percentile, and the latencies grow with every second of such a run; lower"
              + " --rate below what the server can do (it answered %.1f a second), or raise"
              + " --connections above %d",
          result.tally().neverSent,
          result.offered(),
          answeredASecond(),
          result.plan().connections());
    }
  }

  private boolean missesRate() {
    return result.tally().neverSent > RATE_TOLERANCE * result.offered();
  }

  /** Whichever request they were to: that of a server that lags behind are due long before. */
  private double answeredASecond() {
    return (result.answers().total() + result.dueInWarmup().total()) / result.seconds();
  }

  /**
   * At any end something is under way, and has waited about as long as others did. When the oldest
   * has waited longer than all, the largest latency is not the largest.
   */
  private void onUnfinished() {
    long oldest = result.tally().oldestNanos;
    if (result.completed() == 0 && oldest > 0) {
      onNothingCompleted(oldest);
    } else if (oldest <= result.latency().getMaxValue()) {
      return;
    } else if (isSilent()) {
      say(
          "the oldest request had waited %.1f ms for its answer at the end, longer than any that is"
              + " in the percentiles: the real ones are higher; see whether the server hangs, or"
              + " raise --duration",
          oldest / 1e6);
    } else if (result.tally().oldestSentNanos > result.uncorrected().getMaxValue()) {
      say(
          "a request was left while others were answered: it was sent %.1f ms before the end, the"
              + " last answer came %.1f ms before it, and no latency in the percentiles is as long;"
              + " see whether a thread of the server is blocked, or raise --duration",
          result.tally().oldestSentNanos / 1e6, result.tally().silentNanos / 1e6);
    } else if (!missesRate()) {
      say(
          "the server answered until the end, but later and later: the oldest request had waited"
              + " %.1f ms, longer than any that is in the percentiles; lower --rate below what the"
              + " server can do (it answered %.1f a second)",
          oldest / 1e6, answeredASecond());
    }
  }

  private void onNothingCompleted(long oldest) {
    long late = result.dueInWarmup().total();
    if (late > 0 && !isSilent()) {
      say(
          "the server answered, but only requests that were due in the warm-up: %d answers in the"
              + " measured time, %.1f a second; what was due after the warm-up was still waiting"
              + " at the end, the oldest request for %.1f ms; lower --rate below what the server"
              + " can do, or raise --duration",
          late, answeredASecond(), oldest / 1e6);
    } else if (result.answers().total() == 0) {
      say(
          "no request that was due in the measured time was answered: nothing came in the last %.1f"
              + " ms, and the oldest request had waited %.1f ms at the end; see whether the server"
              + " hangs, or raise --duration",
          result.tally().silentNanos / 1e6, oldest / 1e6);
    }
  }

  /** Answers have ended, about when the oldest that waits for one began to wait. */
  private boolean isSilent() {
    return result.tally().silentNanos >= SILENT_SHARE * result.tally().oldestNanos;
  }

  private void onFailures() {
    if (result.failedBy(Failure.NO_PORT) > 0) {
      say(
          "ephemeral ports ran out: %d connects failed; widen net.ipv4.ip_local_port_range, lower"
              + " --rate, or load 127.0.0.1, where the generator takes more source addresses",
          result.failedBy(Failure.NO_PORT));
    } else if (result.sources() > 1) {
      say(
          "ephemeral ports ran out, so connections came from %d addresses, 127.0.0.1 and following",
          result.sources());
    }
    if (result.failedBy(Failure.NO_DESCRIPTOR) > 0) {
      say("descriptors ran out; raise ulimit -n, or lower --connections");
    }
    if (result.tally().insecure > 0) {
      say(
          "TLS failed on %d connections; on the first because: %s",
          result.tally().insecure, result.tally().insecureReason);
    }
    if (result.failed() > 0) {
      say(
          "%d of %d requests failed; the percentiles contain only the others",
          result.failed(), result.offered());
    }
  }

  private void onWarmup() {
    List<Intervals.Second> course = result.course();
    if (course.size() < LEAST_SECONDS) {
      return;
    }
    if (hasFewer(course) || isSlower(course)) {
      say(
          "warm-up too short: the first second was slower than the others; raise --warmup=%ds",
          Math.max(2, 2 * result.plan().warmup().toSeconds()));
    }
  }

  /** In an open loop the schedule says how many a second has. */
  private boolean hasFewer(List<Intervals.Second> course) {
    return !result.plan().isOpen()
        && course.getFirst().completed()
            < (1 - DRIFT)
                * median(course.stream().skip(1).mapToDouble(Intervals.Second::completed));
  }

  /** A second in which next to nothing was answered has no mean to compare with. */
  private static boolean isSlower(List<Intervals.Second> course) {
    List<Double> others =
        course.stream()
            .skip(1)
            .filter(second -> second.completed() >= LEAST_COMPLETED)
            .map(Intervals.Second::meanNanos)
            .toList();
    if (course.getFirst().completed() < LEAST_COMPLETED || others.size() < LEAST_SECONDS - 1) {
      return false;
    }
    double mean = median(others.stream().mapToDouble(Double::doubleValue));
    double first = course.getFirst().meanNanos();
    return first > (1 + DRIFT) * mean && first - mean > 50_000;
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void onConnections() {
    int asked = result.plan().connections();
    if (result.plan().newConnection()) {
      return;
    }
    if (result.open() < asked) {
      say(
          "%d of %d connections were open at the end; see the server's --max-connections, its"
              + " backlog, and ulimit -n on both sides",
          result.open(), asked);
    }
    // Where requests were fewer than connections, some had none.
    long able = Math.min(result.open(), result.offered());
    if (result.answeredOn() > 0 && result.answeredOn() < SERVED_SHARE * able) {
      say(
          "connections without an answer: only %d of %d brought one; the others are open for this"
              + " side, and may wait in the server's accept queue; see its --max-connections, and"
              + " its threads",
          result.answeredOn(), asked);
    }
  }

  private void say(String line, Object... values) {
    lines.add(String.format(Locale.ROOT, line, values));
  }
}
