// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

/**
 * The page of a run: its table, from JMH's JSON, what to hold against it, and how to repeat it.
 *
 * @param failed benchmarks that gave no result
 */
record Report(RunRecord run, List<String> failed) {
  private static final String BYTES = "gc.alloc.rate.norm";

  /** A column that is there when any row has something for it. */
  private record Column(String title, Function<JsonNode, String> cell) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("benchmark", row -> name(row.path("benchmark").asText())),
          new Column("parameters", Report::parameters),
          new Column("score ± error (99.9 %)", row -> score(row.path("primaryMetric"))),
          new Column("unit", row -> row.path("primaryMetric").path("scoreUnit").asText()),
          new Column("p50", row -> percentile(row, "50.0")),
          new Column("p99", row -> percentile(row, "99.0")),
          new Column("B/op", row -> bytes(metric(row, BYTES))),
          new Column("server CPU µs/request", row -> score(metric(row, ServerCpu.LABEL))));

  /**
   * @param jmhJson what JMH wrote
   */
  String page(String jmhJson) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    new JsonMapper().readTree(jmhJson).forEach(rows::add);
    StringBuilder page = new StringBuilder();
    Machine machine = run.machine();
    page.append("# JMH, ").append(run.began().toString(), 0, 10);
    page.append(", commit ").append(run.commit().label()).append("\n\n");
    page.append("`lab bench` wrote this page; nothing here is written by hand. ");
    page.append("[jmh.json](jmh.json) has every iteration, [run.json](run.json) the machine.\n\n");
    page.append("- Machine: ").append(machine.cpu()).append(", ").append(machine.cpus());
    page.append(" CPUs, virtual: ").append(machine.virtual()).append('\n');
    page.append("- Kernel: ").append(machine.kernel()).append('\n');
    page.append("- JDK: ").append(RunRecord.jdk()).append('\n');
    page.append("- Pinning, where a server is measured: ").append(run.pinning()).append('\n');
    page.append("- Load average before: ").append(run.loadBefore());
    page.append("; after: ").append(run.loadAfter()).append("\n\n");
    warnings(rows).forEach(warning -> page.append("> ").append(warning).append("\n>\n"));
    page.append('\n').append(table(rows));
    page.append("\nTo repeat it, check out that commit and run:\n\n");
    page.append("```sh\n").append(run.command()).append("\n```\n");
    return page.toString();
  }

  /** What to hold against the figures, as far as a program can tell. */
  private List<String> warnings(List<JsonNode> rows) {
    List<String> warnings = new ArrayList<>();
    for (String benchmark : failed) {
      warnings.add("**This benchmark failed, so it is not in the table:** " + benchmark);
    }
    if (run.commit().dirty()) {
      warnings.add("The files that were measured differed from the commit.");
    }
    if (busyBefore() > run.machine().cpus() / 4.0) {
      warnings.add("Other processes used the machine: see the load average before the run.");
    }
    if (run.pinning().startsWith("none")) {
      warnings.add("The server and the load shared CPUs: they were not pinned.");
    }
    if (rows.stream().anyMatch(row -> row.path("forks").asInt() < 2)) {
      warnings.add(
          "Each benchmark ran in one JVM only, so the error does not contain how much JVMs"
              + " differ.");
    }
    warnings.add(
        "JMH runs one benchmark after the other, so the machine may have changed between two rows."
            + " Repeat the run before you believe a difference.");
    return warnings;
  }

  private double busyBefore() {
    try {
      return Double.parseDouble(run.loadBefore().split(" ")[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String table(List<JsonNode> rows) {
    List<Column> columns =
        COLUMNS.stream()
            .filter(column -> rows.stream().anyMatch(row -> !column.cell().apply(row).isEmpty()))
            .toList();
    if (columns.isEmpty()) {
      return "No benchmark gave a result.\n";
    }
    StringBuilder table = new StringBuilder();
    table.append(line(columns, Column::title)).append(line(columns, column -> "---"));
    for (JsonNode row : rows) {
      table.append(line(columns, column -> column.cell().apply(row)));
    }
    return table.toString();
  }

  private static String line(List<Column> columns, Function<Column, String> cell) {
    return columns.stream().map(cell).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Class and method, by which {@code lab bench} finds it again. */
  private static String name(String benchmark) {
    return benchmark.replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
  }

  private static String parameters(JsonNode row) {
    return row.path("params").properties().stream()
        .map((Map.Entry<String, JsonNode> e) -> e.getKey() + "=" + e.getValue().asText())
        .collect(Collectors.joining(" "));
  }

  /** Percentiles say something of samples; of a few iterations' means they say nothing. */
  private static String percentile(JsonNode row, String which) {
    JsonNode value = row.path("primaryMetric").path("scorePercentiles").path(which);
    return row.path("mode").asText().equals("sample") && value.isNumber()
        ? number(value.asDouble())
        : "";
  }

  private static JsonNode metric(JsonNode row, String label) {
    JsonNode all = row.path("secondaryMetrics");
    // Profilers of older versions of JMH put a dot before the name.
    return all.has(label) ? all.path(label) : all.path("·" + label);
  }

  /** Below half a byte it is what the machinery allocates beside: none an operation. */
  private static String bytes(JsonNode metric) {
    return metric.isMissingNode() || metric.path("score").asDouble() >= 0.5 ? score(metric) : "0";
  }

  private static String score(JsonNode metric) {
    if (!metric.path("score").isNumber()) {
      return "";
    }
    // JMH writes "NaN", as text, where there are too few iterations for an error.
    JsonNode error = metric.path("scoreError");
    return number(metric.path("score").asDouble())
        + (error.isNumber() ? " ± " + number(error.asDouble()) : "");
  }

  /** Three digits that mean something, and no more decimals than those. */
  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
