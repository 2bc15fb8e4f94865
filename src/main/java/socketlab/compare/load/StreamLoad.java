// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.data.Metric;
import socketlab.compare.server.Pinning;

/** {@code lab load} with streams: clients that wait to be told, and who publishes to them. */
public final class StreamLoad {
  private StreamLoad() {}

  /**
   * A turn.
   *
   * @param server its address
   * @param pid its process, to be watched
   * @param option {@code --events}, {@code --socket} or {@code --poll=…}
   * @param read the path that clients read from
   * @param publish the path that takes messages
   * @param everyMillis from one message to the next
   * @param warmUpMillis from when all are open to the measured time
   * @param seconds of the measured time
   * @param cpus of the server
   */
  public record Task(
      InetSocketAddress server,
      long pid,
      String option,
      String read,
      String publish,
      int clients,
      int everyMillis,
      int warmUpMillis,
      int seconds,
      int cpus) {}

  /**
   * What came of it.
   *
   * @param delivered notifications that clients got in the measured time
   * @param values by metric
   * @param text all that it said
   */
  public record Outcome(double seconds, long delivered, Map<Metric, Double> values, String text) {}

  /**
   * Runs it to its end.
   *
   * @throws IOException in one line, when not every client got every message: that is no figure
   */
  public static Outcome run(Task task) throws IOException, InterruptedException {
    String base = "http://" + task.server().getHostString() + ":" + task.server().getPort();
    List<String> command = LabLoad.command(task.cpus());
    command.addAll(
        List.of(
            "load",
            base + task.read(),
            task.option(),
            "--publish=" + base + task.publish(),
            "--publish-every=" + task.everyMillis() + "ms",
            "--connections=" + task.clients(),
            "--threads=" + Math.min(Pinning.loadCpus(task.cpus()), task.clients()),
            "--warmup=" + task.warmUpMillis() + "ms",
            "--duration=" + task.seconds() + "s",
            "--watch=" + task.pid(),
            "--json"));
    return parse(LabLoad.said(command, false), task.clients());
  }

  static Outcome parse(String text, int clients) throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(text);
    double delivered = number(json, "delivered");
    Map<?, ?> watched = fields(json, "watched");
    Map<?, ?> delay = fields(json, "delayMicros");
    if (delivered == 0) {
      throw new IOException("a notification came to none of " + clients + " clients");
    }
    Map<Metric, Double> values = new LinkedHashMap<>();
    values.put(Metric.DELIVERY_CPU, number(watched, "cpuMicros") / delivered);
    values.put(Metric.DELAY_P50, number(delay, "p50"));
    values.put(Metric.DELAY_P99, number(delay, "p99"));
    values.put(Metric.DELAY_MAX, number(delay, "max"));
    values.put(
        Metric.DELIVERY_BYTES, (number(json, "bytesIn") + number(json, "bytesOut")) / delivered);
    values.put(Metric.DELIVERY_REQUESTS, number(json, "requests") / delivered);
    values.put(Metric.DELIVERY_SWITCHES, number(watched, "contextSwitches") / delivered);
    values.put(Metric.CLIENT_MEMORY, number(watched, "bytesPerStream"));
    return new Outcome(number(json, "durationSeconds"), (long) delivered, values, text);
  }

  private static Map<?, ?> fields(Map<?, ?> json, String name) {
    return json.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static double number(Map<?, ?> json, String name) throws IOException {
    if (json.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IOException("lab load told no " + name + "; run it by hand with --json to see why");
  }
}
