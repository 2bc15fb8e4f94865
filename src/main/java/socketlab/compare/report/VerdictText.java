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

/** What a campaign says, in sentences. */
public final class VerdictText {
  private VerdictText() {}

  /** More than this many under one workload are told together, and one by one in its table. */
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
    noise.stream()
        .filter(one -> one.metric().equals(Metric.CPU.id()))
        .forEach(one -> words.add(noise(one)));
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
    return ("%s: of %d servers %d spend less CPU a request than %s (%s µs), %d more, and %d cannot"
            + " be told from it; the least is %s with %s of it.")
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
                ("%s: who did not keep its CPU busy was limited by the generator, the machine or a"
                        + " wait, and its throughput is not what it can: %s.")
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
            "The generator, %s: lab load spends %s of %s's own CPU a request%s."
                .formatted(
                    one.workload(),
                    Tables.ratio(one.ratio(), one.low(), one.high()),
                    one.baseline(),
                    one.verdict() == Verdict.CANNOT_TELL ? ": cannot tell them apart" : ""));
      }
    }
    for (GeneratorCheck.Rate rate : check.rates()) {
      words.add(
          String.format(
              Locale.ROOT,
              "The generator, asked for %,.0f requests a second: %,.1f achieved, the worst of %d"
                  + " rounds off by %.3f %%.",
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
        "%s: %s against %s, CPU a request %s"
            .formatted(one.workload(), one.server(), one.baseline(), ratio);
    if (one.verdict() != Verdict.CANNOT_TELL) {
      return begin + ": " + one.verdict() + ".";
    }
    return one.low() > 1 || one.high() < 1
        ? begin + ": cannot tell, a server differs as much from itself here."
        : begin + ": cannot tell them apart.";
  }

  private static String noise(Comparison one) {
    String begin =
        "Noise check, %s: a second process of %s, CPU a request %s: "
            .formatted(
                one.workload(), one.server(), Tables.ratio(one.ratio(), one.low(), one.high()));
    return begin
        + String.format(
            Locale.ROOT,
            "differences below %.1f %% cannot be seen here.",
            100 * Math.abs(one.ratio() - 1));
  }

  private static String targets(List<TargetResult> targets) {
    Map<Reached, Long> counts =
        targets.stream()
            .filter(one -> one.must() != null)
            .collect(Collectors.groupingBy(TargetResult::verdict, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    for (Reached reached : Reached.values()) {
      if (counts.containsKey(reached)) {
        parts.add(counts.get(reached) + " " + reached);
      }
    }
    return "Of what must be reached: " + String.join(", ", parts) + ".";
  }

  /** Where this run is worse than the earlier one, beyond the interval. */
  public static List<String> regressions(List<Comparison> earlier) {
    return earlier.stream()
        .filter(one -> one.verdict() == Verdict.WORSE)
        .map(
            one ->
                "%s: %s, %s %s of the earlier run's"
                    .formatted(
                        one.workload(),
                        one.server(),
                        Metric.byId(one.metric()).map(Metric::title).orElse(one.metric()),
                        Tables.ratio(one.ratio(), one.low(), one.high())))
        .toList();
  }
}
