// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Comparison;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Summary;
import socketlab.compare.data.TargetResult;
import socketlab.compare.data.TargetResult.Reached;
import socketlab.compare.data.Verdict;
import socketlab.compare.report.ways.WayRows;

/** What a campaign came to, in three sentences at most: what came out, where, how sure it is. */
record CampaignAnswer(Campaign campaign) {
  /** So many limits are named one by one. */
  private static final int NAMED = 3;

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    new WayRows(campaign.ways()).sentence().ifPresent(sentences::add);
    if (campaign.targets().isEmpty()) {
      List<Load> loads = campaign.workloads().stream().filter(load -> least(load) != null).toList();
      if (loads.isEmpty()) {
        alone().ifPresent(sentences::add);
      } else {
        sentences.add(first(loads.getFirst()));
        Optional.of(loads.stream().skip(1).map(this::elsewhere).collect(Collectors.joining("; ")))
            .filter(rest -> !rest.isEmpty())
            .map(rest -> "The least CPU per request elsewhere: " + rest + ".")
            .or(() -> throughput(loads.getFirst()))
            .ifPresent(sentences::add);
      }
    } else {
      sentences.addAll(limits());
    }
    sentences.add(trust());
    return sentences;
  }

  /** How many were met, and which were not; in one sentence where another came before. */
  private List<String> limits() {
    String met = VerdictText.targets(campaign.targets());
    Optional<String> open = open();
    if (open.isEmpty()) {
      return List.of(met);
    }
    if (campaign.ways().isEmpty()) {
      return List.of(met, open.get());
    }
    String rest = open.get().substring(0, 1).toLowerCase(Locale.ROOT) + open.get().substring(1);
    return List.of(met.replaceFirst("\\.$", "; " + Matcher.quoteReplacement(rest)));
  }

  private String first(Load load) {
    List<Comparison> cpu = of(load, Metric.CPU);
    Comparison least = least(load);
    if (cpu.size() == 1) {
      return "Under %s %s spends %s of %s's CPU per request: %s."
          .formatted(
              load.name(),
              least.server(),
              Tables.ratio(least.ratio(), least.low(), least.high()),
              least.baseline(),
              least.verdict());
    }
    return ("Under %s %s spends the least CPU per request, %s of %s's; of %d servers that were"
            + " compared with it %d spend less than %4$s, %d spend more, and for %d the rounds"
            + " cannot tell.")
        .formatted(
            load.name(),
            least.server(),
            Tables.ratio(least.ratio(), least.low(), least.high()),
            least.baseline(),
            cpu.size(),
            count(cpu, Verdict.BETTER),
            count(cpu, Verdict.WORSE),
            count(cpu, Verdict.CANNOT_TELL));
  }

  private String elsewhere(Load load) {
    Comparison least = least(load);
    return "%s, %s with %s of %s's"
        .formatted(
            load.name(),
            least.server(),
            Tables.ratio(least.ratio(), least.low(), least.high()),
            least.baseline());
  }

  private Optional<String> throughput(Load load) {
    return of(load, Metric.THROUGHPUT).stream()
        .max(Comparator.comparingDouble(Comparison::ratio))
        .map(
            most ->
                "%s answers the most requests a second, %s times those of %s."
                    .formatted(
                        most.server(),
                        Tables.ratio(most.ratio(), most.low(), most.high()),
                        most.baseline()));
  }

  /** Of servers that were compared with none. */
  private Optional<String> alone() {
    return campaign.summaries().stream()
        .filter(one -> one.metric().equals(Metric.CPU.id()))
        .min(Comparator.comparingDouble(Summary::median))
        .map(
            one ->
                "Under %s %s spends %s µs of CPU per request; it was compared with no other server."
                    .formatted(one.workload(), one.server(), Tables.number(one.median())));
  }

  /** Limits that were not met, or of which the rounds cannot tell. */
  private Optional<String> open() {
    List<String> parts = new ArrayList<>();
    parts.addAll(named(Reached.MISSED, "Missed: "));
    parts.addAll(named(Reached.CANNOT_TELL, parts.isEmpty() ? "Undecided: " : "undecided: "));
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts) + ".");
  }

  private List<String> named(Reached verdict, String word) {
    List<String> named =
        campaign.targets().stream()
            .filter(one -> one.must() != null && one.value() != null)
            .filter(one -> one.verdict() == verdict)
            .map(CampaignAnswer::named)
            .toList();
    int more = named.size() - NAMED;
    String all = named.stream().limit(NAMED).collect(Collectors.joining("; "));
    return named.isEmpty()
        ? List.of()
        : List.of(word + all + (more > 0 ? "; and " + more + " more" : ""));
  }

  private static String named(TargetResult one) {
    return "%s%s, %s, %,d connections: %s [%s–%s], limit %s"
        .formatted(
            one.ours(),
            one.peer().isEmpty() ? "" : " : " + one.peer(),
            one.work().replaceFirst("^GET /plaintext, ", ""),
            one.connections(),
            Tables.number(one.value()),
            Tables.number(one.low()),
            Tables.number(one.high()),
            one.must());
  }

  /** How small a difference can be seen, and how much speaks against the figures. */
  private String trust() {
    double noise =
        campaign.noise().stream()
            .filter(one -> Tables.isCost(one.metric()))
            .mapToDouble(one -> 100 * Math.abs(one.ratio() - 1))
            .max()
            .orElse(-1);
    String seen =
        noise < 0
            ? "No server was measured against itself, so the run does not tell how small a"
                + " difference it can see"
            : String.format(
                Locale.ROOT,
                "Two processes of one server differed by up to %.1f %% in CPU per request, so a"
                    + " smaller difference says nothing",
                noise);
    long warnings = Remarks.of(campaign.verdict()).warnings();
    return seen
        + (warnings == 0
            ? "."
            : warnings == 1
                ? "; one warning is below."
                : "; %d warnings are below, by kind.".formatted(warnings));
  }

  private Comparison least(Load load) {
    return of(load, Metric.CPU).stream()
        .min(Comparator.comparingDouble(Comparison::ratio))
        .orElse(null);
  }

  private List<Comparison> of(Load load, Metric metric) {
    return campaign.comparisons().stream()
        .filter(one -> one.workload().equals(load.name()) && one.metric().equals(metric.id()))
        .toList();
  }

  private static long count(List<Comparison> all, Verdict verdict) {
    return all.stream().filter(one -> one.verdict() == verdict).count();
  }
}
