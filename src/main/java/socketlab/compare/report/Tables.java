// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.GeneratorCheck;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Summary;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.Verdict;
import socketlab.compare.report.ways.WayRows;

/** The tables of a campaign. */
final class Tables {
  private static final List<Metric> COLUMNS =
      List.of(
          Metric.CPU,
          Metric.THROUGHPUT,
          Metric.SYSTEM_CALLS,
          Metric.SWITCHES,
          Metric.WAKE_UPS,
          Metric.MEMORY,
          Metric.CONNECTIONS);

  /** Of workloads in which clients are notified. */
  private static final List<Metric> NOTIFIED =
      List.of(
          Metric.DELIVERY_CPU,
          Metric.DELAY_P50,
          Metric.DELAY_P99,
          Metric.DELAY_MAX,
          Metric.DELIVERY_BYTES,
          Metric.DELIVERY_REQUESTS,
          Metric.DELIVERY_SWITCHES,
          Metric.CLIENT_MEMORY);

  /** Of the test: what is less likely by chance counts as a difference. */
  private static final double SIGNIFICANT = 0.05;

  /** How a verdict of these tables comes about; it stands below them. */
  static final String RULE =
      "The rule: a server is better or worse when the whole 95 % interval of its ratio lies on one"
          + " side of 1, and when the ratio differs from 1 by more than two processes of one server"
          + " differ in this run (the noise check). Otherwise the run cannot tell. p is shown where"
          + " it says the same at 5 %.";

  private Tables() {}

  /** The servers under one workload, the cheapest first; medians. */
  static Table of(Campaign campaign, Load load) {
    return of(campaign, load, cost(campaign, load) == Metric.CPU ? COLUMNS : NOTIFIED);
  }

  /** Whether this metric is what a server's work is told in. */
  static boolean isCost(String metric) {
    return metric.equals(Metric.CPU.id()) || metric.equals(Metric.DELIVERY_CPU.id());
  }

  /** What a server's work is told in: CPU a request, or a notification. */
  static Metric cost(Campaign campaign, Load load) {
    return campaign.summaries().stream()
            .anyMatch(
                one ->
                    one.workload().equals(load.name())
                        && one.metric().equals(Metric.DELIVERY_CPU.id()))
        ? Metric.DELIVERY_CPU
        : Metric.CPU;
  }

  /**
   * The same of some metrics.
   *
   * @param columns the CPU first
   */
  static Table of(Campaign campaign, Load load, List<Metric> columns) {
    List<String> head = new ArrayList<>(List.of("server"));
    columns.forEach(metric -> head.add(metric.title() + " " + unit(metric)));
    head.add(2, "CPU relative to " + campaign.baseline(load));
    head.add(3, "CPU verdict");
    head.add(4, "p (Mann–Whitney)");
    List<List<String>> rows = new ArrayList<>();
    campaign.summaries().stream()
        .filter(summary -> summary.workload().equals(load.name()))
        .filter(summary -> summary.metric().equals(columns.getFirst().id()))
        .sorted((a, b) -> Double.compare(a.median(), b.median()))
        .forEach(summary -> rows.add(row(campaign, load, summary.server(), columns)));
    return new Table(head, rows).withoutEmptyColumns();
  }

  /** The footnote of such a table, with its mark; empty where nothing is marked. */
  static Optional<String> footnote(Campaign campaign, Load load) {
    return campaign.unsaturated().containsKey(load.name())
        ? Optional.of(
            "* The server's CPU was idle for part of the time: the load generator, the machine or a"
                + " wait limited its throughput.")
        : Optional.empty();
  }

  private static List<String> row(
      Campaign campaign, Load load, String server, List<Metric> columns) {
    List<String> row = new ArrayList<>(List.of(server));
    for (Metric metric : columns) {
      String mark = metric == Metric.THROUGHPUT && !campaign.isSaturated(load, server) ? "*" : "";
      row.add(
          summary(campaign, load, server, metric)
              .map(summary -> cell(metric, summary.median()) + mark)
              .orElse(""));
    }
    Optional<Comparison> cpu =
        campaign.comparisons().stream()
            .filter(one -> one.workload().equals(load.name()) && one.server().equals(server))
            .filter(one -> one.metric().equals(columns.getFirst().id()))
            .findFirst();
    row.add(2, cpu.map(one -> ratio(one.ratio(), one.low(), one.high())).orElse("–"));
    row.add(3, cpu.map(one -> one.verdict().toString()).orElse("–"));
    row.add(4, cpu.filter(Tables::agrees).map(one -> probability(one.pValue())).orElse("–"));
    return row;
  }

  static Optional<Summary> summary(Campaign campaign, Load load, String server, Metric metric) {
    return campaign.summaries().stream()
        .filter(one -> one.workload().equals(load.name()) && one.server().equals(server))
        .filter(one -> one.metric().equals(metric.id()))
        .findFirst();
  }

  /** The speed table. */
  static Table targets(List<TargetResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (TargetResult one : results) {
      rows.add(
          List.of(
              one.work(),
              String.valueOf(one.connections()),
              one.ours(),
              one.peer(),
              Metric.byId(one.metric()).map(Metric::title).orElse(one.metric()),
              one.value() == null ? "" : value(one),
              one.must() == null ? "" : "≤ " + limit(one.must()),
              one.aim() == null ? "" : "≤ " + limit(one.aim()),
              one.verdict().answer() + (one.reason().isEmpty() ? "" : ": " + one.reason()),
              one.aim() == null || one.value() == null ? "" : one.aimVerdict().answer()));
    }
    return new Table(
            List.of(
                "work",
                "connections",
                "server",
                "compared with",
                "measure",
                "value [95 % interval]",
                "limit",
                "goal",
                "limit met?",
                "goal met?"),
            rows)
        .withoutEmptyColumns();
  }

  /** The ways to HTTPS. */
  static Table ways(WayRows ways) {
    return new Table(ways.head(), ways.rows());
  }

  /** The lab's generator beside another. */
  static Table generator(Campaign campaign) {
    GeneratorCheck check = campaign.generatorCheck();
    List<List<String>> rows = new ArrayList<>();
    for (Load load : check.workloads()) {
      for (Metric metric : List.of(Metric.GENERATOR_CPU, Metric.THROUGHPUT)) {
        for (Summary one : check.summaries()) {
          if (one.workload().equals(load.name()) && one.metric().equals(metric.id())) {
            String ratio =
                check.comparisons().stream()
                    .filter(c -> c.workload().equals(load.name()))
                    .filter(c -> c.server().equals(one.server()) && c.metric().equals(metric.id()))
                    .map(c -> ratio(c.ratio(), c.low(), c.high()))
                    .findFirst()
                    .orElse("–");
            rows.add(
                List.of(
                    load.name(),
                    metric.title(),
                    one.server(),
                    cell(metric, one.median()) + " " + metric.unit(),
                    ratio));
          }
        }
      }
    }
    for (GeneratorCheck.Rate rate : check.rates()) {
      rows.add(
          List.of(
              "plaintext",
              "asked for %s requests/s".formatted(number(rate.asked())),
              "lab",
              "%.1f requests/s".formatted(rate.achieved()),
              "at most %.3f %% off".formatted(rate.worstPercent())));
    }
    return new Table(
        List.of("work", "measure", "generator", "value", "relative to " + check.baseline()), rows);
  }

  private static String value(TargetResult one) {
    if (one.unit().equals("ratio")) {
      return ratio(one.value(), one.low(), one.high());
    }
    String unit = one.unit().replaceAll("bytes", "B");
    return "%s [%s–%s] %s"
        .formatted(number(one.value()), number(one.low()), number(one.high()), unit);
  }

  private static String limit(double limit) {
    return limit >= 10 ? number(limit) : String.format(Locale.ROOT, "%.2f", limit);
  }

  static String ratio(double ratio, double low, double high) {
    return String.format(Locale.ROOT, "%.3f [%.3f–%.3f]", ratio, low, high);
  }

  /**
   * Whether the test says the same as the interval. It knows neither the pairs nor the noise check,
   * so where it says something else it would only confuse.
   */
  private static boolean agrees(Comparison one) {
    return one.pValue() < SIGNIFICANT == (one.verdict() != Verdict.CANNOT_TELL);
  }

  private static String probability(double p) {
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }

  private static String unit(Metric metric) {
    return metric == Metric.MEMORY ? "MB" : metric.unit();
  }

  private static String cell(Metric metric, double value) {
    return number(metric == Metric.MEMORY ? value / 1e6 : value);
  }

  /** Three digits that mean something, and no more decimals than those. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
