// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import socketlab.load.LoadResult;
import socketlab.load.count.Interval;
import socketlab.page.OfflinePage;
import socketlab.page.chart.Axis;
import socketlab.page.chart.Chart;
import socketlab.page.chart.ChartJson;
import socketlab.page.chart.Line;
import socketlab.page.chart.Line.Point;
import socketlab.page.chart.Line.Style;
import socketlab.page.chart.Plot;

/**
 * One page of one run: its latencies by percentile and second by second, and its figures. It takes
 * the seconds while the run goes on; its caller is one thread.
 */
final class LoadPage implements Consumer<Interval> {
  /** A shorter piece of a second tells no rate. */
  private static final double LEAST_SECONDS = 0.2;

  /** Points of a curve a nine. */
  private static final int FINE = 20;

  /** Beyond P99.999 the curve is one request. */
  private static final double MOST_NINES = 5;

  private final List<Second> seconds = new ArrayList<>();

  /** Latencies in milliseconds, from the intended start; rates in requests a second. */
  private record Second(
      double at, double rate, double failed, double p50, double p99, double most, boolean isIdle) {}

  @Override
  public void accept(Interval interval) {
    double length = interval.nanos() / 1e9;
    if (interval.isWarmup() || length < LEAST_SECONDS) {
      return;
    }
    Histogram latency = interval.latency();
    seconds.add(
        new Second(
            interval.second() + length,
            latency.getTotalCount() / length,
            interval.failed() / length,
            millis(latency, 50),
            millis(latency, 99),
            millis(latency, 100),
            latency.getTotalCount() == 0));
  }

  OfflinePage page(LoadResult result) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeFieldName("result");
      LoadJson.write(json, result);
      ChartJson.write(json, "charts", charts(result));
      json.writeEndObject();
    }
    return new OfflinePage("lab load " + result.plan().target().url(), text.toString(), script());
  }

  private List<Chart> charts(LoadResult result) {
    List<Chart> charts = new ArrayList<>();
    if (result.latency().getTotalCount() > 0) {
      charts.add(percentiles(result));
    }
    List<Second> busy = seconds.stream().filter(second -> !second.isIdle()).toList();
    if (!busy.isEmpty()) {
      charts.add(
          overTime(
              "Latency, second by second",
              "latency, ms",
              List.of(
                  line("P50", busy, Second::p50),
                  line("P99", busy, Second::p99),
                  line("the longest", busy, Second::most))));
    }
    if (!seconds.isEmpty()) {
      charts.add(
          overTime(
              "Answers, second by second",
              "requests a second",
              List.of(
                  line("completed", seconds, Second::rate),
                  line("failed", seconds, Second::failed))));
    }
    return charts;
  }

  private static Chart percentiles(LoadResult result) {
    List<Line> lines = new ArrayList<>();
    if (result.plan().isOpen()) {
      lines.add(curve("from when it was due", result.latency()));
      lines.add(curve("from when it was sent", result.uncorrected()));
    } else {
      lines.add(curve("round trip", result.latency()));
    }
    return new Plot(
        "Latency by percentile",
        Axis.nines("percentile", nines(result.latency())),
        Axis.fitting("latency, ms", heights(lines)),
        lines);
  }

  private static double nines(Histogram histogram) {
    return Math.min(MOST_NINES, Math.ceil(Math.log10(Math.max(10, histogram.getTotalCount()))));
  }

  private static Line curve(String name, Histogram histogram) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= nines(histogram) * FINE; i++) {
      double nines = (double) i / FINE;
      points.add(new Point(nines, millis(histogram, 100 * (1 - Math.pow(10, -nines)))));
    }
    return new Line(name, Style.LINE, points);
  }

  private static Line line(String name, List<Second> seconds, ToDoubleFunction<Second> y) {
    return new Line(
        name,
        Style.LINE,
        seconds.stream().map(one -> new Point(one.at(), y.applyAsDouble(one))).toList());
  }

  private static Chart overTime(String title, String y, List<Line> lines) {
    double end = lines.getFirst().points().getLast().x();
    return new Plot(title, Axis.linear("time, s", 0, end), Axis.fitting(y, heights(lines)), lines);
  }

  private static double[] heights(List<Line> lines) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::y).toArray();
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  private static String script() throws IOException {
    try (InputStream in = LoadPage.class.getResourceAsStream("load.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
