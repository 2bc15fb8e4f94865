// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Summary;
import socketlab.compare.judge.Judge;
import socketlab.compare.judge.Statistics;

/**
 * A campaign in the shape of JMH's results, for the tools that read those: throughput is the
 * primary metric, all others are secondary. The error is half the interval.
 */
public record JmhJson(Campaign campaign) {
  private static final JSON MAPPER =
      JSON.builder().enable(JSON.Feature.PRETTY_PRINT_OUTPUT).build();

  public String text() throws IOException {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Load load : campaign.workloads()) {
      campaign.summaries().stream()
          .filter(one -> one.workload().equals(load.name()))
          .filter(one -> one.metric().equals(Metric.THROUGHPUT.id()))
          .forEach(one -> results.add(result(load, one)));
    }
    return MAPPER.asString(results) + "\n";
  }

  private Map<String, Object> result(Load load, Summary throughput) {
    Map<String, Object> secondary = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      double[] values = values(load, throughput.server(), metric);
      if (metric != Metric.THROUGHPUT && values.length > 0) {
        secondary.put(metric.id(), metric(metric, values));
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("benchmark", "socketlab.compare." + load.name());
    result.put("mode", "thrpt");
    result.put("threads", 1);
    result.put("forks", 1);
    result.put("measurementIterations", throughput.rounds());
    result.put("measurementTime", campaign.roundSeconds() + " s");
    result.put("params", Map.of("server", throughput.server()));
    result.put(
        "primaryMetric",
        metric(Metric.THROUGHPUT, values(load, throughput.server(), Metric.THROUGHPUT)));
    result.put("secondaryMetrics", secondary);
    return result;
  }

  private double[] values(Load load, String server, Metric metric) {
    return Judge.values(campaign.samples(), load.name(), server, 1, metric);
  }

  private Map<String, Object> metric(Metric metric, double[] values) {
    Statistics.Interval interval = Statistics.ofMedian(values, campaign.seed());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("score", interval.value());
    all.put("scoreError", (interval.high() - interval.low()) / 2);
    all.put("scoreConfidence", List.of(interval.low(), interval.high()));
    all.put("scorePercentiles", Map.of("50.0", interval.value()));
    all.put("scoreUnit", metric.unit());
    all.put("rawData", List.of(values));
    return all;
  }
}
