// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.Metric;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.data.Verdict;

/** What a campaign says, in sentences. */
final class Words {
  private Words() {}

  static List<String> verdict(
      List<Comparison> comparisons, List<Comparison> noise, List<TargetResult> targets) {
    List<String> words = new ArrayList<>();
    if (targets.isEmpty()) {
      comparisons.stream()
          .filter(one -> one.metric().equals(Metric.CPU.id()))
          .forEach(one -> words.add(sentence(one, noise)));
    } else {
      words.add(targets(targets));
    }
    noise.stream()
        .filter(one -> one.metric().equals(Metric.CPU.id()))
        .forEach(one -> words.add(noise(one)));
    return words;
  }

  private static String sentence(Comparison one, List<Comparison> noise) {
    String ratio = Tables.ratio(one.ratio(), one.low(), one.high());
    String begin =
        "%s: %s against %s, CPU a request %s"
            .formatted(one.workload(), one.server(), one.baseline(), ratio);
    if (one.verdict() == Verdict.CANNOT_TELL) {
      return begin + ": cannot tell them apart.";
    }
    double floor =
        noise.stream()
            .filter(n -> n.workload().equals(one.workload()) && n.metric().equals(one.metric()))
            .mapToDouble(n -> Math.abs(n.ratio() - 1))
            .max()
            .orElse(0);
    return Math.abs(one.ratio() - 1) <= floor
        ? begin + ": no more than a server differs from itself here."
        : begin + ": " + one.verdict() + ".";
  }

  private static String noise(Comparison one) {
    String begin =
        "Noise check, %s: a second process of %s, CPU a request %s: "
            .formatted(
                one.workload(), one.server(), Tables.ratio(one.ratio(), one.low(), one.high()));
    return one.verdict() == Verdict.CANNOT_TELL
        ? begin + "no difference seen, as it should be."
        : begin + "they differ, so a difference no bigger says nothing.";
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
  static List<String> regressions(List<Comparison> earlier) {
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
