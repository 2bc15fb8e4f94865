// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.data.Metric;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;

/** {@code lab load}: holds a rate, and times each request from its intended start. */
public final class LabLoad implements Generator {
  private static final Map<String, Metric> LATENCIES =
      Map.of(
          "p50", Metric.P50,
          "p75", Metric.P75,
          "p90", Metric.P90,
          "p99", Metric.P99,
          "p99.9", Metric.P999,
          "p99.99", Metric.P9999,
          "max", Metric.MAX);

  @Override
  public String name() {
    return "lab";
  }

  @Override
  public String version() {
    String version = LabLoad.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Optional<String> cannot(Load load) {
    if (!load.protocol().isPlain() && load.protocol() != LoadProtocol.TCP) {
      return Optional.of("compare offers this by wrk, h2load and publishers");
    }
    return load.path().isEmpty() || load.path().equals("/plaintext")
        ? Optional.empty()
        : Optional.of("lab load requests only one path; --generator=wrk mixes several");
  }

  @Override
  public boolean holdsARate() {
    return true;
  }

  @Override
  public Outcome run(Task task) throws IOException, InterruptedException {
    List<String> command = command(task.cpus());
    command.addAll(arguments(task));
    // Answers of a bad status end it with 1, and are counted in what it says all the same.
    return parse(said(command, true));
  }

  /**
   * Has it show that a known stall gives the quantiles that arithmetic says; on a busy machine it
   * tries some times before it gives up, and tells what made it busy.
   *
   * @return what it printed
   * @throws IOException when they differ, in one line
   */
  public String prove(int serverCpus) throws IOException, InterruptedException {
    List<String> command = command(serverCpus);
    command.addAll(List.of("load", "--prove"));
    return said(command, false);
  }

  static String said(List<String> command, boolean failedWithFigures)
      throws IOException, InterruptedException {
    // What goes wrong is told on the other stream, in one line.
    Path errors = Files.createTempFile("lab-load", ".err");
    try {
      Process load = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String text = new String(load.getInputStream().readAllBytes());
      boolean failed = load.waitFor() != 0;
      if (failed && !(failedWithFigures && text.startsWith("{"))) {
        throw new IOException(
            "lab load failed: "
                + Files.readAllLines(errors).stream().findFirst().orElse("it said nothing"));
      }
      return text;
    } finally {
      Files.delete(errors);
    }
  }

  static List<String> command(int serverCpus) {
    List<String> command = new ArrayList<>(Pinning.loadPrefix(serverCpus));
    command.add(JvmFlags.java());
    command.addAll(JvmFlags.ofLab());
    command.addAll(JvmFlags.lab());
    return command;
  }

  private static List<String> arguments(Task task) {
    Load load = task.load();
    String scheme = load.path().isEmpty() ? "tcp" : "http";
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "load",
                scheme
                    + "://"
                    + task.address().getHostString()
                    + ":"
                    + task.address().getPort()
                    + load.path(),
                "--connections=" + load.connections(),
                "--threads=" + Math.min(Pinning.loadCpus(task.cpus()), load.connections()),
                "--duration=" + task.seconds() + "s",
                // None where the server's CPU is measured from its start to its end.
                "--warmup=" + task.warmUpSeconds() + "s",
                "--json"));
    task.rate().ifPresent(rate -> arguments.add("--rate=" + Math.max(1, Math.round(rate))));
    if (load.pipeline() > 1) {
      arguments.add("--pipeline=" + load.pipeline());
    }
    if (load.newConnection()) {
      arguments.add("--new-connection");
    }
    task.histogram().ifPresent(file -> arguments.add("--hdr=" + file));
    return arguments;
  }

  static Outcome parse(String text) throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(text);
    long failed = 0;
    for (Object count : fields(json.get("failed")).values()) {
      failed += number(count).longValue();
    }
    Map<Metric, Double> values = new LinkedHashMap<>();
    Map<?, ?> told = fields(json.get("latencyMicros"));
    LATENCIES.forEach(
        (name, metric) -> {
          if (told.get(name) instanceof Number value) {
            values.put(metric, value.doubleValue());
          }
        });
    if (json.get("clientCpuMicrosPerRequest") instanceof Number cpu) {
      values.put(Metric.GENERATOR_CPU, cpu.doubleValue());
    }
    return new Outcome(
        number(json.get("completed")).longValue(),
        failed,
        number(json.get("durationSeconds")).doubleValue(),
        values,
        text,
        json.get("warnings") instanceof List<?> warnings
            ? warnings.stream().map(String::valueOf).toList()
            : List.of());
  }

  private static Map<?, ?> fields(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Number number(Object value) throws IOException {
    if (value instanceof Number number) {
      return number;
    }
    throw new IOException("lab load gave no figures; run it by hand with --json to see why");
  }
}
