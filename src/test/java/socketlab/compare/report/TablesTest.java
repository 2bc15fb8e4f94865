// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;
import socketlab.compare.data.SampleCampaign;

/** What stands in the tables of a campaign. */
@Timeout(30)
class TablesTest {
  private final Campaign campaign = SampleCampaign.of(1);

  @Test
  void theTestStandsBesideTheVerdictOnCpu() {
    Table table = Tables.of(campaign, campaign.workloads().getFirst());
    assertEquals(List.of("better", "–", "worse"), column(table, "CPU verdict"));
    assertEquals(List.of("0.002", "–", "0.002"), column(table, "p (Mann–Whitney)"));
  }

  @Test
  void latencyHasATableOfItsOwnByP99() {
    Latency latency = new Latency(campaign, campaign.workloads().getFirst());
    assertEquals(
        "Every server is asked for 50,000 requests a second by the generator lab; medians"
            + " of 4 rounds. Each request is timed from when it was due.",
        latency.sentence().orElseThrow());
    assertEquals(
        List.of(
            "server", "P50 µs", "P75 µs", "P90 µs", "P99 µs", "P99.9 µs", "P99.99 µs", "max µs"),
        latency.table().head());
    assertEquals(
        List.of("single-thread/epoll", "nginx", "message-balancing/epoll"),
        column(latency.table(), "server"));
    assertEquals(List.of("504", "621", "819"), column(latency.table(), "P99 µs"));
    assertTrue(
        Tables.of(campaign, campaign.workloads().getFirst()).head().stream()
            .noneMatch(head -> head.startsWith("P")));
    assertEquals(
        Optional.empty(), new Latency(campaign, campaign.workloads().getLast()).sentence());
  }

  @Test
  void throughputThatIsNotTheServersLimitIsMarked() {
    Load pipelined = campaign.workloads().getLast();
    Table table = Tables.of(campaign, pipelined);
    assertEquals(
        List.of("2,857,143", "2,318,841", "1,758,242*"), column(table, "throughput requests/s"));
    assertTrue(
        Tables.footnote(campaign, pipelined)
            .orElseThrow()
            .startsWith("* The server's CPU was idle"));
    assertTrue(
        CampaignPage.markdown(campaign, pipelined, table).contains("|\n\n\\* The server's CPU"));
    assertEquals(Optional.empty(), Tables.footnote(campaign, campaign.workloads().getFirst()));
  }

  private static List<String> column(Table table, String head) {
    int at = table.head().indexOf(head);
    return table.rows().stream().map(row -> row.get(at)).toList();
  }
}
