// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.data.Summary;
import socketlab.compare.data.Verdict;
import socketlab.compare.judge.Statistics.Interval;
import socketlab.compare.peer.Peers;

/**
 * What samples say.
 *
 * @param seed of the bootstrap
 */
public record Judge(List<Sample> samples, long seed) {
  /** What the noise check, and a comparison with an earlier run, look at. */
  private static final List<Metric> STEADIEST =
      List.of(Metric.CPU, Metric.THROUGHPUT, Metric.DELIVERY_CPU);

  /** Below this share of its CPU a server was not driven to its limit. */
  private static final double SATURATED = 0.9;

  /** A metric turn by turn, in the phase that is about it. */
  static TurnSeries series(
      List<Sample> samples, String workload, String server, int process, Metric metric) {
    Phase phase = phase(metric);
    List<TurnSeries.Point> points = new ArrayList<>();
    samples.stream()
        .filter(sample -> sample.workload().equals(workload) && sample.server().equals(server))
        .filter(sample -> sample.process() == process && sample.phase() == phase)
        .forEach(
            one ->
                one.value(metric)
                    .ifPresent(
                        value -> points.add(new TurnSeries.Point(one.round(), one.turn(), value))));
    return new TurnSeries(points);
  }

  public static double[] values(
      List<Sample> samples, String workload, String server, int process, Metric metric) {
    return series(samples, workload, server, process, metric).values();
  }

  private static Phase phase(Metric metric) {
    return switch (metric) {
      case P50, P75, P90, P99, P999, P9999, MAX, ASKED -> Phase.FIXED_RATE;
      case IDLE_CONNECTION -> Phase.IDLE;
      case FIRST_ANSWER, COMMAND, AT_REST -> Phase.START;
      case DELIVERY_CPU,
          DELAY_P50,
          DELAY_P99,
          DELAY_MAX,
          DELIVERY_BYTES,
          DELIVERY_REQUESTS,
          DELIVERY_SWITCHES,
          CLIENT_MEMORY ->
          Phase.NOTIFICATION;
      default -> Phase.SATURATION;
    };
  }

  TurnSeries series(String workload, String server, int process, Metric metric) {
    return series(samples, workload, server, process, metric);
  }

  public double[] values(String workload, String server, int process, Metric metric) {
    return series(workload, server, process, metric).values();
  }

  private List<String> workloads() {
    return samples.stream().map(Sample::workload).distinct().toList();
  }

  private List<String> servers(String workload) {
    return samples.stream()
        .filter(sample -> sample.workload().equals(workload))
        .map(Sample::server)
        .distinct()
        .sorted()
        .toList();
  }

  public List<Summary> summaries() {
    List<Summary> summaries = new ArrayList<>();
    for (String workload : workloads()) {
      for (String server : servers(workload)) {
        for (Metric metric : Metric.values()) {
          double[] values = values(workload, server, 1, metric);
          if (values.length > 0) {
            summaries.add(summary(workload, server, metric, values));
          }
        }
      }
    }
    return summaries;
  }

  private static Summary summary(String workload, String server, Metric metric, double[] values) {
    return new Summary(
        workload,
        server,
        metric.id(),
        values.length,
        Statistics.median(values),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  /**
   * Every server against one; what is no more than noise decides nothing. Under a workload in which
   * that one took no part it is another: the plainest pattern, or the first by name.
   */
  public List<Comparison> against(String wanted) {
    List<Comparison> comparisons = new ArrayList<>();
    Noise noise = new Noise(noise(wanted));
    for (String workload : workloads()) {
      String baseline = baseline(servers(workload), wanted);
      for (String server : servers(workload)) {
        if (!server.equals(baseline)) {
          for (Metric metric : EnumSet.complementOf(EnumSet.of(Metric.ASKED))) {
            TurnSeries ours = series(workload, server, 1, metric);
            TurnSeries theirs = series(workload, baseline, 1, metric);
            compare(workload, metric, server, ours, baseline, theirs)
                .map(noise::judge)
                .forEach(comparisons::add);
          }
        }
      }
    }
    return comparisons;
  }

  /** Whom the servers of a workload are compared with, the names in order. */
  public static String baseline(List<String> servers, String wanted) {
    return servers.contains(wanted)
        ? wanted
        : servers.stream()
            .filter(server -> server.startsWith("single-thread/"))
            .findFirst()
            .orElse(servers.getFirst());
  }

  /**
   * A server against itself, two processes. Each is held against the baseline first, as all others
   * are: the two need not be near each other in a round.
   */
  public List<Comparison> noise(String wanted) {
    List<Comparison> noise = new ArrayList<>();
    for (String workload : workloads()) {
      String baseline = baseline(servers(workload), wanted);
      for (String server : servers(workload)) {
        for (Metric metric : STEADIEST) {
          TurnSeries base = series(workload, baseline, 1, metric);
          TurnSeries again = series(workload, server, 2, metric).over(base);
          TurnSeries first = series(workload, server, 1, metric).over(base);
          compare(workload, metric, server, again, server, first).forEach(noise::add);
        }
      }
    }
    return noise;
  }

  /**
   * Every server against itself in an earlier run. Where both runs had the baseline server, each is
   * divided by it first, turn by turn, so that a machine that got slower is not taken for a server
   * that did. A baseline that is another's server measures the machine, and is not compared.
   */
  public List<Comparison> against(List<Sample> earlier, String baseline) {
    List<Comparison> comparisons = new ArrayList<>();
    Judge then = new Judge(earlier, seed);
    for (String workload : workloads()) {
      boolean both = has(workload, baseline) && then.has(workload, baseline);
      for (String server : servers(workload)) {
        if (both && server.equals(baseline) && Peers.byName(server).isPresent()) {
          continue;
        }
        boolean divided = both && !server.equals(baseline);
        for (Metric metric : STEADIEST) {
          double[] ours = relative(workload, server, metric, divided, baseline);
          double[] theirs = then.relative(workload, server, metric, divided, baseline);
          if (isEnough(ours, theirs)) {
            Interval ratio = Statistics.ratioOfMedians(ours, theirs, seed);
            comparison(workload, metric, server, ours, server, theirs, ratio)
                .forEach(comparisons::add);
          }
        }
      }
    }
    return comparisons;
  }

  private boolean has(String workload, String server) {
    return servers(workload).contains(server);
  }

  private double[] relative(
      String workload, String server, Metric metric, boolean divided, String baseline) {
    TurnSeries series = series(workload, server, 1, metric);
    return (divided ? series.over(series(workload, baseline, 1, metric)) : series).values();
  }

  /**
   * Who was not driven to its limit: its CPU was idle for more than a tenth, so that the generator
   * or the machine was the limit, and throughput says nothing of the server.
   *
   * @param cpus of the server
   * @return how busy its CPUs were, 1 for all the time, by workload and server
   */
  public Map<String, Map<String, Double>> unsaturated(int cpus) {
    Map<String, Map<String, Double>> unsaturated = new LinkedHashMap<>();
    for (String workload : workloads()) {
      for (String server : servers(workload)) {
        double busy = busy(workload, server) / cpus;
        if (busy < SATURATED) {
          unsaturated.computeIfAbsent(workload, _ -> new TreeMap<>()).put(server, busy);
        }
      }
    }
    return unsaturated;
  }

  /** The median share of a CPU, 1 for one; NaN where nothing was loaded. */
  private double busy(String workload, String server) {
    double[] shares =
        samples.stream()
            .filter(one -> one.workload().equals(workload) && one.server().equals(server))
            .filter(one -> one.phase() == Phase.SATURATION && one.value(Metric.CPU).isPresent())
            .mapToDouble(
                one -> one.value(Metric.CPU).getAsDouble() * one.requests() / one.seconds() / 1e6)
            .toArray();
    return shares.length == 0 ? Double.NaN : Statistics.median(shares);
  }

  /** Of one run: round by round. */
  private Stream<Comparison> compare(
      String workload,
      Metric metric,
      String server,
      TurnSeries ours,
      String baseline,
      TurnSeries theirs) {
    if (!isEnough(ours.values(), theirs.values())) {
      return Stream.empty();
    }
    return Statistics.ratio(ours, theirs, seed).stream()
        .flatMap(
            ratio ->
                comparison(
                    workload, metric, server, ours.values(), baseline, theirs.values(), ratio));
  }

  /** A ratio to nothing says nothing. */
  private static boolean isEnough(double[] ours, double[] theirs) {
    return ours.length > 1 && theirs.length > 1 && Statistics.median(theirs) > 0;
  }

  private static Stream<Comparison> comparison(
      String workload,
      Metric metric,
      String server,
      double[] ours,
      String baseline,
      double[] theirs,
      Interval ratio) {
    if (!Double.isFinite(ratio.low()) || !Double.isFinite(ratio.high())) {
      return Stream.empty();
    }
    return Stream.of(
        new Comparison(
            workload,
            metric.id(),
            server,
            baseline,
            ratio.value(),
            ratio.low(),
            ratio.high(),
            Statistics.mannWhitney(ours, theirs),
            Verdict.of(metric, ratio.low(), ratio.high())));
  }
}
