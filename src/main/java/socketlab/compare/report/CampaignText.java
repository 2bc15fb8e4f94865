// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.List;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Load;
import socketlab.compare.data.WayResult;
import socketlab.compare.report.ways.SequenceText;
import socketlab.compare.report.ways.WayRows;

/** A campaign for a terminal: its tables, and the verdict in words. */
public record CampaignText(Campaign campaign) {
  /** So many warnings of one kind are read. */
  private static final int FEW = 3;

  public String text(TextStyle style) {
    StringBuilder text = new StringBuilder();
    ways(style, text);
    if (!campaign.targets().isEmpty()) {
      text.append(Tables.targets(campaign.targets()).text(style)).append('\n');
    }
    for (Load load : campaign.workloads()) {
      Table table = Tables.of(campaign, load);
      if (!table.rows().isEmpty()) {
        text.append(style.prose(load.name() + ": " + load.summary())).append('\n');
        text.append(table.text(style));
        Tables.footnote(campaign, load)
            .ifPresent(note -> text.append(style.prose(note)).append('\n'));
        text.append('\n');
      }
      Latency latency = new Latency(campaign, load);
      latency
          .sentence()
          .ifPresent(
              sentence ->
                  text.append(style.prose(load.name() + ", latency: " + sentence))
                      .append('\n')
                      .append(latency.table().text(style))
                      .append('\n'));
    }
    if (!campaign.comparisons().isEmpty()) {
      text.append(style.prose(Tables.RULE)).append("\n\n");
    }
    Remarks.of(campaign.verdict()).groups().forEach(group -> remarks(group, style, text));
    return text.toString();
  }

  private void ways(TextStyle style, StringBuilder text) {
    WayRows ways = new WayRows(campaign.ways());
    for (WayResult way : ways.drawn()) {
      SequenceText diagram = new SequenceText(way);
      text.append(style.prose(diagram.title())).append('\n');
      diagram.lines().forEach(line -> text.append(line).append('\n'));
      text.append('\n');
    }
    if (!campaign.ways().isEmpty()) {
      text.append(Tables.ways(ways).text(style)).append('\n');
      text.append(style.prose(ways.explanation())).append("\n\n");
      ways.sentence().ifPresent(line -> text.append(style.prose(line)).append("\n\n"));
    }
  }

  /** Of many warnings of one kind, the first: the page has them all. */
  private static void remarks(Remarks.Group group, TextStyle style, StringBuilder text) {
    List<String> all = group.sentences();
    boolean folded = group.warning() && all.size() > FEW;
    for (String line : folded ? all.subList(0, 1) : all) {
      text.append(style.prose(line)).append('\n');
    }
    if (folded) {
      String rest = group.title() + ": " + (all.size() - 1) + " more, in report.html.";
      text.append(style.prose(rest)).append('\n');
    }
  }
}
