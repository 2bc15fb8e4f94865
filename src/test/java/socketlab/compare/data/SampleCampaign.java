// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A campaign made up for tests, seeded: three servers, two workloads, seven rounds, four at a rate.
 */
public final class SampleCampaign {
  private static final List<String> SERVERS =
      List.of("single-thread/epoll", "message-balancing/epoll", "nginx");
  private static final List<Double> CPU = List.of(5.6, 9.1, 6.9);
  private static final int ROUNDS = 7;
  private static final int ROUNDS_AT_A_RATE = 4;
  private static final double RATE = 50_000;

  /** Of the CPU a request, in µs. */
  private static final Map<Metric, Double> LATENCIES =
      new EnumMap<>(
          Map.of(
              Metric.P50, 30.0,
              Metric.P75, 40.0,
              Metric.P90, 60.0,
              Metric.P99, 90.0,
              Metric.P999, 200.0,
              Metric.P9999, 400.0,
              Metric.MAX, 900.0));

  private SampleCampaign() {}

  public static Campaign of(long seed) {
    Random random = new Random(seed);
    List<Load> workloads =
        List.of(
            new Load("plaintext", "GET /plaintext", "/plaintext", 64, 1, false),
            new Load("pipelined", "GET /plaintext, 16 at once", "/plaintext", 64, 16, false));
    List<Sample> samples = new ArrayList<>();
    List<Summary> summaries = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (Load load : workloads) {
      for (int i = 0; i < SERVERS.size(); i++) {
        double cpu = CPU.get(i) / load.pipeline();
        for (int round = 1; round <= ROUNDS; round++) {
          samples.add(sample(random, load, SERVERS.get(i), round, i + 1, cpu));
        }
        summaries.add(summary(load, SERVERS.get(i), Metric.CPU, cpu));
        summaries.add(summary(load, SERVERS.get(i), Metric.THROUGHPUT, 1e6 / cpu));
        if (load.pipeline() == 1) {
          for (int round = 1; round <= ROUNDS_AT_A_RATE; round++) {
            samples.add(atARate(load, SERVERS.get(i), round, i + 1, cpu));
          }
          summaries.add(summary(load, SERVERS.get(i), Metric.ASKED, ROUNDS_AT_A_RATE, RATE));
          for (var one : LATENCIES.entrySet()) {
            summaries.add(
                summary(
                    load, SERVERS.get(i), one.getKey(), ROUNDS_AT_A_RATE, one.getValue() * cpu));
          }
        }
        if (i < 2) {
          double ratio = CPU.get(i) / CPU.get(2);
          comparisons.add(comparison(load, Metric.CPU, SERVERS.get(i), ratio));
          Comparison throughput = comparison(load, Metric.THROUGHPUT, SERVERS.get(i), 1 / ratio);
          comparisons.add(load.pipeline() == 1 ? throughput : throughput.undecided());
          summaries.add(summary(load, SERVERS.get(i), Metric.USER, cpu / 4));
          summaries.add(summary(load, SERVERS.get(i), Metric.SYSTEM, cpu * 3 / 4));
        }
      }
    }
    return new Campaign(
        "sample",
        seed,
        Map.of("plaintext", "wrk", "pipelined", "wrk"),
        ROUNDS,
        3,
        "nginx",
        List.of(
            new Contender(SERVERS.get(0), true, "single-thread", "epoll", "0.1.0", "java …"),
            new Contender(SERVERS.get(1), true, "message-balancing", "epoll", "0.1.0", "java …"),
            new Contender("nginx", false, "", "", "1.22.1", "nginx …")),
        List.of(new Skipped("netty-epoll", "the other servers are not on the class path")),
        workloads,
        samples,
        summaries,
        comparisons,
        List.of(comparison(workloads.getFirst(), Metric.CPU, SERVERS.get(0), 1.01)),
        Map.of("pipelined", Map.of(SERVERS.get(1), 0.71)),
        targets(),
        generatorCheck(random, workloads.getFirst()),
        List.of(),
        "",
        List.of("plaintext: single-thread/epoll spends 0.81 of nginx's CPU a request."),
        List.of());
  }

  private static Sample sample(
      Random random, Load load, String server, int round, int turn, double cpu) {
    double jitter = 1 + 0.02 * random.nextGaussian();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(Metric.CPU.id(), rounded(cpu * jitter));
    values.put(Metric.THROUGHPUT.id(), rounded(1e6 / cpu / jitter));
    values.put(Metric.SWITCHES.id(), rounded(0.02 * jitter));
    values.put(Metric.MEMORY.id(), rounded(60e6 * jitter));
    long requests = Math.round(3e6 / cpu / jitter);
    return new Sample(
        load.name(), server, 1, Sample.Phase.SATURATION, round, turn, 3.0, requests, 0, values);
  }

  private static Sample atARate(Load load, String server, int round, int turn, double cpu) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(Metric.ASKED.id(), RATE);
    LATENCIES.forEach((metric, factor) -> values.put(metric.id(), rounded(factor * cpu + round)));
    long requests = Math.round(3 * RATE);
    return new Sample(
        load.name(), server, 1, Sample.Phase.FIXED_RATE, round, turn, 3.0, requests, 0, values);
  }

  private static Summary summary(Load load, String server, Metric metric, double median) {
    return summary(load, server, metric, ROUNDS, median);
  }

  private static Summary summary(
      Load load, String server, Metric metric, int rounds, double median) {
    return new Summary(
        load.name(),
        server,
        metric.id(),
        rounds,
        rounded(median),
        rounded(median * 0.97),
        rounded(median * 1.03));
  }

  private static Comparison comparison(Load load, Metric metric, String server, double ratio) {
    double low = ratio * 0.98;
    double high = ratio * 1.02;
    return new Comparison(
        load.name(),
        metric.id(),
        server,
        "nginx",
        rounded(ratio),
        rounded(low),
        rounded(high),
        0.002,
        Verdict.of(metric, low, high));
  }

  private static GeneratorCheck generatorCheck(Random random, Load load) {
    List<Sample> samples = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (String generator : List.of("wrk", "lab")) {
        samples.add(
            new Sample(
                load.name(),
                generator,
                1,
                Sample.Phase.SATURATION,
                round,
                1,
                3.0,
                300_000,
                0,
                Map.of(
                    Metric.GENERATOR_CPU.id(),
                    rounded(generator.equals("wrk") ? 6 : 5 + 0.1 * random.nextGaussian()))));
      }
    }
    return new GeneratorCheck(
        "nginx",
        "wrk",
        List.of(load),
        samples,
        List.of(
            summary(load, "lab", Metric.GENERATOR_CPU, 5),
            summary(load, "wrk", Metric.GENERATOR_CPU, 6)),
        List.of(
            new Comparison(
                load.name(),
                Metric.GENERATOR_CPU.id(),
                "lab",
                "wrk",
                0.833,
                0.82,
                0.85,
                0.002,
                Verdict.BETTER)),
        List.of(new GeneratorCheck.Rate(10_000, ROUNDS, 9_999.8, 9_998.5, 10_000)));
  }

  private static List<TargetResult> targets() {
    return List.of(
        new TargetResult(
            "keep-alive-epoll",
            "GET /plaintext, keep-alive",
            64,
            SERVERS.get(0),
            "nginx",
            Metric.CPU.id(),
            "ratio",
            0.88,
            0.86,
            5.6,
            6.9,
            0.812,
            0.80,
            0.83,
            TargetResult.Reached.REACHED,
            TargetResult.Reached.REACHED,
            ""),
        new TargetResult(
            "balancing",
            "GET /plaintext, keep-alive",
            64,
            SERVERS.get(1),
            SERVERS.get(0),
            Metric.CPU.id(),
            "ratio",
            null,
            null,
            9.1,
            5.6,
            1.625,
            1.58,
            1.66,
            TargetResult.Reached.TOLD,
            TargetResult.Reached.TOLD,
            ""),
        new TargetResult(
            "keep-alive-nio",
            "GET /plaintext, keep-alive",
            64,
            "single-thread/nio",
            "netty-nio",
            Metric.CPU.id(),
            "ratio",
            0.95,
            0.90,
            null,
            null,
            null,
            null,
            null,
            TargetResult.Reached.NOT_MEASURED,
            TargetResult.Reached.NOT_MEASURED,
            "the other servers are not on the class path"));
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4f", value));
  }
}
