// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

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
import socketlab.compare.Results.Result;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Contender;
import socketlab.compare.data.SampleCampaign;
import socketlab.pattern.Patterns;

/** Which runs reach the written pages. */
@Timeout(30)
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
    assertTrue(pages.speed().startsWith("Measured on 2026-02-02, m, commit c:"), pages.speed());
    assertTrue(pages.speed().contains("0.812 [0.800–0.830]"), pages.speed());
    assertTrue(pages.index().contains("| 2026-03-03 | m | c, with changes"), pages.index());
    assertEquals(2 + 3, pages.index().lines().count());
  }

  @Test
  void onlyARunOfAllPatternsIsTheirs() {
    assertTrue(of(SPEED).patterns().startsWith("Not measured yet"));
    String all = of(withAllPatterns()).patterns();
    assertTrue(all.contains("| single-thread/epoll | 5.60 |"), all);
    assertFalse(all.contains("Not measured"), all);
  }

  private static ResultPages of(Campaign campaign) {
    return new ResultPages(List.of(result("2026-01-01", false, campaign)));
  }

  private static Campaign withAllPatterns() {
    List<Contender> servers = new ArrayList<>();
    Patterns.all()
        .forEach(
            one -> servers.add(new Contender(one.id() + "/nio", true, one.id(), "nio", "", "")));
    return new Campaign(
        SPEED.topic(),
        SPEED.seed(),
        SPEED.generators(),
        SPEED.rounds(),
        SPEED.roundSeconds(),
        SPEED.baselineServer(),
        servers,
        SPEED.skipped(),
        SPEED.workloads(),
        SPEED.samples(),
        SPEED.summaries(),
        SPEED.comparisons(),
        SPEED.noise(),
        SPEED.unsaturated(),
        List.of(),
        null,
        SPEED.earlier(),
        SPEED.earlierRun(),
        SPEED.verdict());
  }

  private static Result result(String date, boolean dirty, Campaign campaign) {
    return new Result(
        date, date + "T10:00:00Z", "m", "c", dirty, campaign.topic(), Optional.of(campaign), "v");
  }
}
