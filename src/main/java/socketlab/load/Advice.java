// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a result is to be read with: each line says what was, and what to do about it. */
final class Advice {
  /** An asked rate counts as reached within this. */
  private static final double RATE_TOLERANCE = 0.001;

  /** A thread that ran or waited for a CPU for more than this had no time left to be exact. */
  private static final double BUSY = 0.95;

  /** A first second that differs by more than this from the others was still warm-up. */
  private static final double DRIFT = 0.2;

  /** Fewer say nothing of a drift. */
  private static final int LEAST_SECONDS = 4;

  private final LoadResult result;
  private final List<String> lines = new ArrayList<>();

  private Advice(LoadResult result) {
    this.result = result;
  }

  static List<String> on(LoadResult result) {
    Advice advice = new Advice(result);
    advice.onGenerator();
    advice.onRate();
    advice.onFailures();
    advice.onWarmup();
    advice.onConnections();
    return List.copyOf(advice.lines);
  }

  private void onGenerator() {
    if (result.busyShare() > BUSY) {
      say(
          "the generator was the bottleneck: its threads ran or waited for a CPU %.0f %% of the"
              + " time; give it --threads=%d, or CPUs that the server does not use (taskset)",
          100 * result.busyShare(), result.plan().threads() + 1);
    }
  }

  private void onRate() {
    if (!result.plan().isOpen()) {
      return;
    }
    double asked = result.plan().rate().getAsDouble();
    double expected = result.seconds() == 0 ? 0 : result.offered() / result.seconds();
    if (result.achievedRate() < (1 - RATE_TOLERANCE) * expected) {
      say(
          "rate not reached: %.1f of %.1f a second, and latencies grow with every second of it;"
              + " lower --rate below what the server can, or raise --connections=%d if all of them"
              + " were busy (%.1f were)",
          result.achievedRate(), asked, result.plan().connections(), result.busy());
    }
    long atMost = (long) result.plan().connections() * result.plan().pipeline();
    if (result.unfinished() > atMost) {
      say(
          "%d requests were not answered in the measured time and are in no percentile: the real"
              + " ones are higher; lower --rate, or raise --duration",
          result.unfinished());
    }
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
    if (result.failed() > 0) {
      say(
          "%d of %d requests failed; percentiles are of the others alone",
          result.failed(), result.offered());
    }
  }

  private void onWarmup() {
    List<LoadResult.Second> course = result.course();
    if (course.size() < LEAST_SECONDS) {
      return;
    }
    LoadResult.Second first = course.getFirst();
    double completed = median(course, true);
    double mean = median(course, false);
    boolean slow = first.completed() < (1 - DRIFT) * completed;
    boolean late = first.meanNanos() > (1 + DRIFT) * mean && first.meanNanos() - mean > 50_000;
    if (slow || late) {
      say(
          "warm-up too short: the first second was slower than the others; raise --warmup=%ds",
          Math.max(2, 2 * result.plan().warmup().toSeconds()));
    }
  }

  private static double median(List<LoadResult.Second> course, boolean ofCompleted) {
    return course.stream()
        .skip(1)
        .mapToDouble(s -> ofCompleted ? s.completed() : s.meanNanos())
        .sorted()
        .skip((course.size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  private void onConnections() {
    int asked = result.plan().connections();
    if (!result.plan().newConnection() && result.open() < asked) {
      say(
          "%d of %d connections were open at the end; see the server's --max-connections, its"
              + " backlog, and ulimit -n on both sides",
          result.open(), asked);
    }
  }

  private void say(String line, Object... values) {
    lines.add(String.format(Locale.ROOT, line, values));
  }
}
