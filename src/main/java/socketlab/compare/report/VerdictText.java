// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.GeneratorCheck;
import socketlab.compare.data.Metric;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.data.Verdict;
import socketlab.compare.judge.Judge;
import socketlab.compare.judge.Statistics;

/** The verdict of a campaign, in sentences. */
public final class VerdictText {
  private VerdictText() {}

  /** More servers than this under one workload share one sentence; its table has each of them. */
  private static final int ONE_BY_ONE = 4;

  /** So many times the baseline's throughput is worth a sentence. */
  private static final double FAR_MORE = 1.5;

  public static List<String> verdict(
      Judge judge,
      List<Comparison> comparisons,
      List<Comparison> noise,
      List<TargetResult> targets) {
    List<String> words = new ArrayList<>();
    if (targets.isEmpty()) {
      for (String load : comparisons.stream().map(Comparison::workload).distinct().toList()) {
        List<Comparison> cpu = of(comparisons, load, Metric.CPU);
        if (cpu.size() > ONE_BY_ONE) {
          words.add(together(load, cpu, judge));
        } else {
          cpu.forEach(one -> words.add(sentence(one)));
        }
        throughput(of(comparisons, load, Metric.THROUGHPUT), cpu).ifPresent(words::add);
      }
    } else {
      words.add(targets(targets));
    }
    noise.stream().filter(one -> Tables.isCost(one.metric())).forEach(one -> words.add(noise(one)));
    return words;
  }

  private static List<Comparison> of(List<Comparison> comparisons, String workload, Metric metric) {
    return comparisons.stream()
        .filter(one -> one.workload().equals(workload) && one.metric().equals(metric.id()))
        .toList();
  }

  /** Where someone answers far more without spending less on each, CPU alone would mislead. */
  private static Optional<String> throughput(List<Comparison> throughput, List<Comparison> cpu) {
    List<String> cheaper =
        cpu.stream()
            .filter(one -> one.verdict() == Verdict.BETTER)
            .map(Comparison::server)
            .toList();
    return throughput.stream()
            .filter(one -> one.verdict() == Verdict.BETTER && one.ratio() >= FAR_MORE)
            .allMatch(one -> cheaper.contains(one.server()))
        ? Optional.empty()
        : throughput.stream()
            .max(Comparator.comparingDouble(Comparison::ratio))
            .map(
                most ->
                    "%s: %s answers the most requests a second, %s times those of %s."
                        .formatted(
                            most.workload(),
                            most.server(),
                            Tables.ratio(most.ratio(), most.low(), most.high()),
                            most.baseline()));
  }

  private static String together(String workload, List<Comparison> cpu, Judge judge) {
    String baseline = cpu.getFirst().baseline();
    Comparison least = Collections.min(cpu, Comparator.comparingDouble(Comparison::ratio));
    return ("%s: of %d servers, %d spend less CPU per request than %s (%s µs), %d spend more, and"
            + " for %d the rounds cannot tell; %s spends the least, %s of it.")
        .formatted(
            workload,
            cpu.size(),
            count(cpu, Verdict.BETTER),
            baseline,
            Tables.number(Statistics.median(judge.values(workload, baseline, 1, Metric.CPU))),
            count(cpu, Verdict.WORSE),
            count(cpu, Verdict.CANNOT_TELL),
            least.server(),
            Tables.ratio(least.ratio(), least.low(), least.high()));
  }

  /**
   * Whose throughput is not what they can, a sentence a workload.
   *
   * @param busy as {@link Judge#unsaturated} tells it
   */
  public static List<String> unsaturated(Map<String, Map<String, Double>> busy) {
    List<String> sentences = new ArrayList<>();
    busy.forEach(
        (workload, servers) ->
            sentences.add(
                ("%s: these servers did not keep their CPU busy, so the load generator, the machine"
                        + " or a wait limited their throughput (the share of time in which the CPU"
                        + " was busy is in brackets): %s.")
                    .formatted(
                        workload,
                        servers.entrySet().stream()
                            .map(
                                one -> "%s (%.0f %%)".formatted(one.getKey(), 100 * one.getValue()))
                            .collect(Collectors.joining(", ")))));
    return sentences;
  }

  private static long count(List<Comparison> comparisons, Verdict verdict) {
    return comparisons.stream().filter(one -> one.verdict() == verdict).count();
  }

  /**
   * What the check of the generator came to.
   *
   * @param check null for none
   */
  public static List<String> generator(GeneratorCheck check) {
    List<String> words = new ArrayList<>();
    if (check == null) {
      return words;
    }
    for (Comparison one : check.comparisons()) {
      if (one.metric().equals(Metric.GENERATOR_CPU.id())) {
        words.add(
            "The generator, %s: lab load spends %s of the CPU per request that %s spends%s."
                .formatted(
                    one.workload(),
                    Tables.ratio(one.ratio(), one.low(), one.high()),
                    one.baseline(),
                    one.verdict() == Verdict.CANNOT_TELL
                        ? "; the rounds cannot tell them apart"
                        : ""));
      }
    }
    for (GeneratorCheck.Rate rate : check.rates()) {
      words.add(
          String.format(
              Locale.ROOT,
              "The generator was asked for %,.0f requests a second and achieved %,.1f; the worst of"
                  + " %d rounds was %.3f %% off.",
              rate.asked(),
              rate.achieved(),
              rate.rounds(),
              rate.worstPercent()));
    }
    return words;
  }

  private static String sentence(Comparison one) {
    String ratio = Tables.ratio(one.ratio(), one.low(), one.high());
    String begin =
        "%s: CPU per request of %s relative to %s: %s"
            .formatted(one.workload(), one.server(), one.baseline(), ratio);
    if (one.verdict() != Verdict.CANNOT_TELL) {
      return begin + ", " + one.verdict() + ".";
    }
    return one.low() > 1 || one.high() < 1
        ? begin + ", cannot tell: two processes of one server differ as much here."
        : begin + ", cannot tell them apart.";
  }

  private static String noise(Comparison one) {
    String begin =
        "Noise check, %s: a second process of %s, CPU per %s %s: "
            .formatted(
                one.workload(),
                one.server(),
                one.metric().equals(Metric.DELIVERY_CPU.id()) ? "notification" : "request",
                Tables.ratio(one.ratio(), one.low(), one.high()));
    return begin
        + String.format(
            Locale.ROOT,
            "smaller differences than %.1f %% cannot be seen in this run.",
            100 * Math.abs(one.ratio() - 1));
  }

  /** How many limits were met, in a sentence. */
  static String targets(List<TargetResult> targets) {
    Map<Reached, Long> counts =
        targets.stream()
            .filter(one -> one.must() != null)
            .collect(Collectors.groupingBy(TargetResult::verdict, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    for (Reached reached : Reached.values()) {
      if (counts.containsKey(reached)) {
        parts.add(counts.get(reached) + " " + inWords(reached));
      }
    }
    return "The limits of the speed table: " + String.join(", ", parts) + ".";
  }

  private static String inWords(Reached reached) {
    return switch (reached) {
      case REACHED -> "met";
      case MISSED -> "not met";
      default -> reached.toString();
    };
  }

  /** Where this run is worse than the earlier one, beyond the interval. */
  public static List<String> regressions(List<Comparison> earlier) {
    return earlier.stream()
        .filter(one -> one.verdict() == Verdict.WORSE)
        .map(
            one ->
                "%s: %s, %s is %s of the earlier run's"
                    .formatted(
                        one.workload(),
                        one.server(),
                        Metric.byId(one.metric()).map(Metric::title).orElse(one.metric()),
                        Tables.ratio(one.ratio(), one.low(), one.high())))
        .toList();
  }
}
