// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.Metric;
import socketlab.page.chart.Axis;
import socketlab.page.chart.ChartJson;

/** One axis a measure for all workloads of a campaign, so that their charts can be compared. */
record SharedAxes(Campaign campaign) {
  private static final List<Metric> RATIOS =
      List.of(Metric.CPU, Metric.THROUGHPUT, Metric.DELIVERY_CPU);

  private static final List<Metric> PERCENTILES =
      List.of(
          Metric.P50, Metric.P75, Metric.P90, Metric.P99, Metric.P999, Metric.P9999, Metric.MAX);

  /** Writes an object: an axis by the metric's id, and one as {@code latency}. */
  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("axes");
    for (Metric metric : RATIOS) {
      write(json, metric, campaign.comparisons());
    }
    if (campaign.generatorCheck() != null) {
      write(json, Metric.GENERATOR_CPU, campaign.generatorCheck().comparisons());
    }
    double[] micros =
        campaign.summaries().stream()
            .filter(one -> PERCENTILES.stream().anyMatch(p -> p.id().equals(one.metric())))
            .mapToDouble(one -> one.median())
            .filter(value -> value > 0)
            .toArray();
    if (micros.length > 0) {
      double low = DoubleStream.of(micros).min().getAsDouble();
      double high = DoubleStream.of(micros).max().getAsDouble();
      ChartJson.write(json, "latency", Axis.logarithmic("latency, µs", low, high));
    }
    json.writeEndObject();
  }

  /** Twice the cost and half the cost are equally far from 1. */
  private static void write(JsonGenerator json, Metric metric, List<Comparison> all)
      throws IOException {
    double[] ratios =
        all.stream()
            .filter(one -> one.metric().equals(metric.id()))
            .flatMap(one -> Stream.of(one.low(), one.ratio(), one.high()))
            .mapToDouble(Double::doubleValue)
            .filter(ratio -> ratio > 0)
            .toArray();
    if (ratios.length > 0) {
      double low = Math.min(1, DoubleStream.of(ratios).min().getAsDouble());
      double high = Math.max(1, DoubleStream.of(ratios).max().getAsDouble());
      ChartJson.write(json, metric.id(), Axis.logarithmic("ratio", low, high));
    }
  }
}
