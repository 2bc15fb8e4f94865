// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.report.KeptRuns.Result;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/**
 * What the written pages take from the runs that were kept.
 *
 * @param results the newest first
 */
public record ResultPages(List<Result> results) {
  /** Where runs are kept, from the root of the project. */
  public static final String FOLDER = "bench-results";

  /** The workload under which all patterns stand side by side. */
  private static final String SIDE_BY_SIDE = "plaintext";

  /** With fewer an interval says nothing. */
  private static final int LEAST_ROUNDS = 5;

  /** The columns of the README's table; the campaign's own page has all. */
  private static final List<Metric> BRIEF =
      List.of(Metric.CPU, Metric.THROUGHPUT, Metric.SYSTEM_CALLS, Metric.SWITCHES, Metric.WAKE_UPS);

  private static final List<Metric> DELIVERY =
      List.of(
          Metric.DELIVERY_CPU,
          Metric.DELAY_P50,
          Metric.DELAY_P99,
          Metric.DELIVERY_BYTES,
          Metric.DELIVERY_REQUESTS,
          Metric.CLIENT_MEMORY);

  /**
   * Reads them.
   *
   * @param root of the project
   * @throws IOException in one line, when a run cannot be read
   */
  public static ResultPages of(Path root) throws IOException {
    return new ResultPages(KeptRuns.in(root.resolve(FOLDER)));
  }

  /** The list of all runs; its links lead from the folder of the runs. */
  public String index() {
    if (results.isEmpty()) {
      return "No run is kept here yet.\n";
    }
    return new Table(
            List.of("date", "machine", "commit", "topic", "result", "page"),
            results.stream().map(ResultPages::row).toList())
        .markdown();
  }

  /**
   * The pages of every campaign that was kept, made anew.
   *
   * @return their texts, by their names from the root of the project
   */
  public Map<String, String> ofCampaigns(Path root) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    for (Result one : results) {
      if (one.campaign().isPresent()) {
        String folder = FOLDER + "/" + one.folder();
        CampaignPages.of(root.resolve(folder))
            .forEach((name, text) -> pages.put(folder + "/" + name, text));
      }
    }
    return pages;
  }

  private static List<String> row(Result one) {
    return List.of(
        one.date(),
        one.machine(),
        one.commit()
            + (one.dirty() ? ", with uncommitted changes: no commit has these figures" : ""),
        one.topic(),
        one.verdict(),
        (one.campaign().isPresent() ? "[report](" + one.folder() + "/report.html) · " : "")
            + "[text]("
            + one.folder()
            + "/README.md)");
  }

  /** The speed table of the newest clean campaign of it; links lead from the project's root. */
  public String speed() {
    return newest(
            campaign ->
                !campaign.targets().isEmpty()
                    && !isOfNotifications(campaign)
                    && campaign.ways().isEmpty())
        .map(
            one ->
                source(one, "") + Tables.targets(one.campaign().orElseThrow().targets()).markdown())
        .orElse("Not measured yet: `./lab compare --targets`, then `./lab pages`.\n");
  }

  /**
   * The patterns side by side, of the newest clean campaign that has them all on several
   * transports.
   */
  public String patterns() {
    return newest(ResultPages::isOfAllPatterns)
        .map(one -> source(one, "") + patterns(one.campaign().orElseThrow()))
        .orElse("Not measured yet: `./lab compare --everything`, then `./lab pages`.\n");
  }

  /**
   * What a notification costs, of the newest clean campaign of it; links lead from the folder of
   * the documents.
   */
  public String notifications() {
    return newest(ResultPages::isOfNotifications)
        .map(one -> source(one, "../") + notifications(one.campaign().orElseThrow()))
        .orElse(
            "Not measured yet: `./lab compare --notifications --with=nchan`, then `./lab"
                + " pages`.\n");
  }

  private static String notifications(Campaign campaign) {
    StringBuilder text =
        new StringBuilder(
            "Medians of %d rounds, and ratios with their 95 %% interval. \"Cannot tell\" means that"
                    .formatted(campaign.rounds())
                + " the interval contains 1.\n");
    for (Load load : campaign.workloads()) {
      text.append("\n%s, %,d clients:\n\n".formatted(load.summary(), load.connections()))
          .append(CampaignPage.markdown(campaign, load, Tables.of(campaign, load, DELIVERY)));
    }
    return text.toString();
  }

  private static boolean isOfNotifications(Campaign campaign) {
    return campaign.targets().stream()
        .anyMatch(target -> target.metric().equals(Metric.DELIVERY_CPU.id()));
  }

  private static String patterns(Campaign campaign) {
    Load load = sideBySide(campaign).orElseThrow();
    return "%s, %d connections, load by %4$s; medians of %3$d rounds, and ratios with their 95 %% interval:\n\n"
            .formatted(
                load.summary(),
                load.connections(),
                campaign.rounds(),
                campaign.generators().get(load.name()))
        + CampaignPage.markdown(campaign, load, Tables.of(campaign, load, BRIEF));
  }

  private static Optional<Load> sideBySide(Campaign campaign) {
    return campaign.workloads().stream().filter(one -> one.name().equals(SIDE_BY_SIDE)).findFirst();
  }

  /** Whether it measured every pattern under that workload, and on more than one transport. */
  private static boolean isOfAllPatterns(Campaign campaign) {
    Optional<Load> load = sideBySide(campaign);
    if (load.isEmpty() || campaign.rounds() < LEAST_ROUNDS) {
      return false;
    }
    List<Contender> measured =
        campaign.servers().stream()
            .filter(one -> Tables.summary(campaign, load.get(), one.name(), Metric.CPU).isPresent())
            .toList();
    Set<String> patterns = measured.stream().map(Contender::pattern).collect(Collectors.toSet());
    return patterns.containsAll(Patterns.all().stream().map(Pattern::id).toList())
        && measured.stream().filter(Contender::ours).map(Contender::transport).distinct().count()
            > 1;
  }

  private Optional<Result> newest(Predicate<Campaign> wanted) {
    return results.stream()
        .filter(one -> !one.dirty() && one.campaign().filter(wanted).isPresent())
        .findFirst();
  }

  private static String source(Result one, String toRoot) {
    return ("Measured on %s, %s, commit %s. The whole run: [as text](%4$s/README.md),"
            + " [as charts](%4$s/report.html) (save the file and open it).\n\n")
        .formatted(one.date(), one.machine(), one.commit(), toRoot + FOLDER + "/" + one.folder());
  }
}
