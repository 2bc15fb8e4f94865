// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;

/** A campaign for a terminal: its tables, and the verdict in words. */
public record CampaignText(Campaign campaign) {
  public String text() {
    StringBuilder text = new StringBuilder();
    if (!campaign.targets().isEmpty()) {
      text.append(Tables.targets(campaign.targets()).text()).append('\n');
    }
    for (Load load : campaign.workloads()) {
      Table table = Tables.of(campaign, load);
      if (!table.rows().isEmpty()) {
        text.append(load.name()).append(": ").append(load.summary()).append('\n');
        text.append(table.text());
        Tables.footnote(campaign, load).ifPresent(note -> text.append(note).append('\n'));
        text.append('\n');
      }
      Latency latency = new Latency(campaign, load);
      latency
          .sentence()
          .ifPresent(
              sentence ->
                  text.append(load.name())
                      .append(", latency: ")
                      .append(sentence)
                      .append('\n')
                      .append(latency.table().text())
                      .append('\n'));
    }
    campaign.verdict().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
