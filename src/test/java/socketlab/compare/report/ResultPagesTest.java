// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.data.SampleCampaign;
import socketlab.compare.data.Summary;
import socketlab.compare.report.KeptRuns.Result;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Which runs reach the written pages. */
@Timeout(60)
class ResultPagesTest {
  private static final Campaign SPEED = SampleCampaign.of(1);

  @Test
  void withoutARunThePagesSayHowToGetOne(@TempDir Path root) throws IOException {
    ResultPages none = ResultPages.of(root);
    assertEquals("No run is kept here yet.\n", none.index());
    assertTrue(none.speed().startsWith("Not measured yet: `./lab compare --targets`"));
    assertTrue(none.patterns().startsWith("Not measured yet: `./lab compare --everything`"));
  }

  @Test
  void theNewestCleanRunIsShown() {
    ResultPages pages =
        new ResultPages(
            List.of(
                result("2026-03-03", true, SPEED),
                result("2026-02-02", false, SPEED),
                result("2026-01-01", false, SPEED)));
    assertTrue(pages.speed().startsWith("Measured on 2026-02-02, m, commit c. "), pages.speed());
    assertTrue(pages.speed().contains("0.812 [0.800–0.830]"), pages.speed());
    assertTrue(
        pages.index().contains("| 2026-03-03 | m | c, with uncommitted changes"), pages.index());
    assertEquals(2 + 3, pages.index().lines().count());
  }

  @Test
  void onlyARunOfAllPatternsIsTheirs() {
    assertTrue(of(SPEED).patterns().startsWith("Not measured yet"));
    String all = of(patterns("plaintext", 5, "nio", "epoll")).patterns();
    assertTrue(all.contains("load by wrk; medians of 5 rounds,"), all);
    assertTrue(all.contains("| single-thread/epoll | 5.60 |"), all);
    assertFalse(all.contains("Not measured"), all);
  }

  @Test
  void aSmallRunOfAllPatternsIsNot() {
    List.of(
            patterns("mixed", 5, "nio", "epoll"),
            patterns("plaintext", 4, "nio", "epoll"),
            patterns("plaintext", 5, "nio", "nio"))
        .forEach(
            one -> assertTrue(of(one).patterns().startsWith("Not measured yet"), one.toString()));
  }

  @Test
  void aPatternThatWasOnlyThereUnderAnotherWorkloadWasNotMeasured() {
    Campaign all = patterns("plaintext", 5, "nio", "epoll");
    String last = all.servers().getLast().name();
    Campaign without =
        with(
            all.rounds(),
            all.servers(),
            all.workloads(),
            all.summaries().stream().filter(one -> !one.server().equals(last)).toList());
    assertTrue(of(without).patterns().startsWith("Not measured yet"));
  }

  private static ResultPages of(Campaign campaign) {
    return new ResultPages(List.of(result("2026-01-01", false, campaign)));
  }

  /** Every pattern on one transport, single-thread on another, under one workload. */
  private static Campaign patterns(String workload, int rounds, String transport, String other) {
    List<Contender> servers = new ArrayList<>();
    List<Summary> summaries = new ArrayList<>();
    for (Pattern pattern : Patterns.all()) {
      boolean first = pattern.id().equals("single-thread");
      String used = first ? other : transport;
      String name = pattern.id() + "/" + used;
      servers.add(new Contender(name, true, pattern.id(), used, "", ""));
      double cpu = first ? 5.6 : 7;
      summaries.add(new Summary(workload, name, Metric.CPU.id(), rounds, cpu, cpu, cpu));
    }
    Load load = new Load(workload, "GET", "/", 64, 1, false);
    return with(rounds, servers, List.of(load), summaries);
  }

  private static Campaign with(
      int rounds, List<Contender> servers, List<Load> workloads, List<Summary> summaries) {
    return new Campaign(
        SPEED.topic(),
        SPEED.seed(),
        SPEED.generators(),
        rounds,
        SPEED.roundSeconds(),
        SPEED.baselineServer(),
        servers,
        SPEED.skipped(),
        workloads,
        SPEED.samples(),
        summaries,
        SPEED.comparisons(),
        SPEED.noise(),
        SPEED.unsaturated(),
        List.of(),
        null,
        SPEED.earlier(),
        SPEED.earlierRun(),
        SPEED.verdict(),
        SPEED.ways());
  }

  private static Result result(String date, boolean dirty, Campaign campaign) {
    return new Result(
        date, date + "T10:00:00Z", "m", "c", dirty, campaign.topic(), Optional.of(campaign), "v");
  }
}
