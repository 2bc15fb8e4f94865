// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.data.Metric;
import socketlab.compare.load.Generator;
import socketlab.compare.server.CpuUsage;
import socketlab.compare.server.LabCounters;
import socketlab.compare.server.ServerProcess;

/**
 * A server's turn: what it used from before the load to after it, over what was answered, and what
 * was seen of it meanwhile. What nobody saw is not in it.
 *
 * @param values by {@link Metric#id}
 */
public record Turn(Generator.Outcome outcome, Map<String, Double> values) {
  /** What has been counted up to one moment. */
  private record Counted(CpuUsage usage, LabCounters told) {
    static Counted of(ServerProcess server, boolean tells) throws IOException {
      return new Counted(
          CpuUsage.of(server), tells ? LabCounters.of(server.address()) : LabCounters.NOTHING);
    }
  }

  /**
   * At full speed. Nothing but this load may reach the server meanwhile.
   *
   * @param tells whether the server has {@code /stats}
   * @throws IOException in one line, when the server has ended, or the generator failed
   */
  public static Turn atFullSpeed(
      ServerProcess server, boolean tells, Generator generator, Generator.Task task)
      throws IOException, InterruptedException {
    Counted before = Counted.of(server, tells);
    SnapshotTaker looks =
        SnapshotTaker.at(server, Duration.ofSeconds(task.warmUpSeconds() + task.seconds()));
    Generator.Outcome outcome;
    LoadedSnapshots seen;
    try {
      outcome = generator.run(task);
    } finally {
      seen = looks.end();
    }
    Counted after = Counted.of(server, tells);
    double requests = Math.max(1, outcome.requests());
    CpuUsage from = before.usage();
    CpuUsage to = after.usage();
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, Metric.CPU, (to.cpuNanos() - from.cpuNanos()) / 1e3 / requests);
    put(values, Metric.USER, (to.userMicros() - from.userMicros()) / requests);
    put(values, Metric.SYSTEM, (to.systemMicros() - from.systemMicros()) / requests);
    put(values, Metric.THROUGHPUT, requests / outcome.seconds());
    if (task.load().protocol() == LoadProtocol.PUBLISHING) {
      put(values, Metric.MESSAGE_TIME, outcome.seconds() * 1e6 / requests);
    }
    seen.switchesASecond()
        .ifPresent(each -> put(values, Metric.SWITCHES, each / (requests / outcome.seconds())));
    LabCounters first = before.told();
    LabCounters last = after.told();
    difference(values, Metric.SYSTEM_CALLS, first.systemCalls(), last.systemCalls(), requests);
    difference(values, Metric.WAKE_UPS, first.wakeUps(), last.wakeUps(), requests);
    seen.last()
        .ifPresent(
            moment -> {
              put(values, Metric.MEMORY, moment.residentBytes());
              put(
                  values,
                  Metric.CONNECTIONS,
                  task.load().connections() / (double) moment.threads().size());
            });
    return new Turn(outcome, values);
  }

  /** At a rate, where it is latency that is asked for, and the generator tells all. */
  public static Turn atARate(Generator generator, Generator.Task task)
      throws IOException, InterruptedException {
    Generator.Outcome outcome = generator.run(task);
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, Metric.ASKED, task.rate().orElseThrow());
    put(values, Metric.THROUGHPUT, outcome.requests() / outcome.seconds());
    outcome.values().forEach((metric, value) -> put(values, metric, value));
    return new Turn(outcome, values);
  }

  private static void put(Map<String, Double> values, Metric metric, double value) {
    values.put(metric.id(), value);
  }

  private static void difference(
      Map<String, Double> values,
      Metric metric,
      OptionalLong before,
      OptionalLong after,
      double requests) {
    if (before.isPresent() && after.isPresent()) {
      put(values, metric, (after.getAsLong() - before.getAsLong()) / requests);
    }
  }
}
