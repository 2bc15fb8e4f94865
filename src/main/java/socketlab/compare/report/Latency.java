// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Summary;
import socketlab.compare.load.Generator;

/** What the servers took at the same rate under one workload. */
record Latency(Campaign campaign, Load load) {
  private static final List<Metric> PERCENTILES =
      List.of(
          Metric.P50, Metric.P75, Metric.P90, Metric.P99, Metric.P999, Metric.P9999, Metric.MAX);

  /** Which rate, by whom, how often; empty where no latency was measured. */
  Optional<String> sentence() {
    return of(Metric.P99).stream()
        .findFirst()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "Every server is asked for %s requests a second by the generator %s; medians of"
                        + " %d %s. Each request is timed from when it was due.",
                    of(Metric.ASKED).stream()
                        .findFirst()
                        .map(asked -> String.format(Locale.ROOT, "%,.0f", asked.median()))
                        .orElse("the same"),
                    generators(),
                    one.rounds(),
                    one.rounds() == 1 ? "round" : "rounds"));
  }

  /** Who can hold a rate; a campaign does not say which of them did. */
  private static String generators() {
    return Generator.all().stream()
        .filter(Generator::holdsARate)
        .map(Generator::name)
        .collect(Collectors.joining(" or "));
  }

  /** The servers by their P99. */
  Table table() {
    List<String> head = new ArrayList<>(List.of("server"));
    PERCENTILES.forEach(metric -> head.add(metric.title() + " " + metric.unit()));
    List<List<String>> rows = new ArrayList<>();
    of(Metric.P99).forEach(one -> rows.add(row(one.server())));
    return new Table(head, rows).withoutEmptyColumns();
  }

  private List<String> row(String server) {
    List<String> row = new ArrayList<>(List.of(server));
    for (Metric metric : PERCENTILES) {
      row.add(
          Tables.summary(campaign, load, server, metric)
              .map(one -> Tables.number(one.median()))
              .orElse(""));
    }
    return row;
  }

  private List<Summary> of(Metric metric) {
    return campaign.summaries().stream()
        .filter(one -> one.workload().equals(load.name()) && one.metric().equals(metric.id()))
        .sorted(Comparator.comparingDouble(Summary::median))
        .toList();
  }
}
