// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.SampleCampaign;

/** What stands in the tables of a campaign. */
@Timeout(30)
class TablesTest {
  private final Campaign campaign = SampleCampaign.of(1);

  @Test
  void theTestStandsBesideTheVerdictOnCpu() {
    Grid table = Tables.of(campaign, campaign.workloads().getFirst());
    assertEquals(List.of("better", "–", "worse"), column(table, "CPU verdict"));
    assertEquals(List.of("0.002", "–", "0.002"), column(table, "p, Mann–Whitney"));
  }

  private static List<String> column(Grid table, String head) {
    int at = table.head().indexOf(head);
    return table.rows().stream().map(row -> row.get(at)).toList();
  }
}
