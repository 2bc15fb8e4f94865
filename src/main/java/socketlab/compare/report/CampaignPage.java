// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.WayResult;
import socketlab.compare.report.ways.SequenceText;
import socketlab.compare.report.ways.WayRows;
import socketlab.record.Machine;
import socketlab.record.PastRun;
import socketlab.record.RunRecord;

/** The {@code README.md} of a campaign: the answer, the warnings by kind, the tables. */
public record CampaignPage(Campaign campaign, PastRun past) {
  public String markdown() {
    RunRecord run = past.run();
    StringBuilder page = new StringBuilder();
    page.append("# ").append(campaign.topic()).append(", ");
    page.append(run.began().toString(), 0, 10);
    page.append(", commit ").append(run.commit().label()).append("\n\n");
    page.append("`lab compare` wrote this page; nothing here is written by hand. ");
    page.append(
        "[report.html](report.html) shows the same as charts, [campaign.json](campaign.json) has"
            + " every sample, [raw](raw) the output of the load ");
    page.append("generator, [run.json](run.json) the machine.\n\n");
    bullets(page, new CampaignAnswer(campaign).sentences());
    warnings().forEach(warning -> page.append("> ").append(warning).append("\n>\n"));
    remarks(page);
    ways(page);
    if (!campaign.targets().isEmpty()) {
      page.append("\n## The speed table\n\n");
      page.append(Tables.targets(campaign.targets()).markdown());
    }
    for (Load load : campaign.workloads()) {
      Table table = Tables.of(campaign, load);
      if (!table.rows().isEmpty()) {
        page.append("\n## ").append(load.name()).append("\n\n").append(load.summary());
        page.append(", ").append(load.connections()).append(" connections. Medians of ");
        page.append(campaign.rounds()).append(" rounds of ");
        page.append(Tables.number(campaign.roundSeconds())).append(" s; the load came from ");
        page.append(campaign.generators().get(load.name())).append(".\n\n");
        page.append(markdown(campaign, load, table));
        latency(page, new Latency(campaign, load));
      }
    }
    if (campaign.generatorCheck() != null) {
      page.append("\n## The generator\n\n").append(Tables.generator(campaign).markdown());
    }
    earlier(page);
    page.append("\n## Servers that took part\n\n");
    for (Contender server : campaign.servers()) {
      page.append("- ").append(server.name()).append(", ").append(server.version());
      page.append(": `").append(server.command()).append("`\n");
    }
    campaign
        .skipped()
        .forEach(
            one ->
                page.append("- left out: ")
                    .append(one.name())
                    .append(", because: ")
                    .append(one.reason())
                    .append('\n'));
    machine(page);
    page.append("\nTo repeat it, check out that commit and run:\n\n");
    page.append("```sh\n").append(run.command()).append("\n```\n");
    return page.toString();
  }

  private void ways(StringBuilder page) {
    if (campaign.ways().isEmpty()) {
      return;
    }
    WayRows ways = new WayRows(campaign.ways());
    page.append("\n## The ways to HTTPS\n\n").append(ways.explanation()).append("\n\n");
    page.append(Tables.ways(ways).markdown());
    for (WayResult way : ways.drawn()) {
      SequenceText diagram = new SequenceText(way);
      page.append("\n### ").append(way.title()).append("\n\n");
      page.append(diagram.title()).append("; the packets are in `raw/https/");
      page.append(way.way()).append('-').append(way.roundTripMillis()).append("ms.pcapng`.\n\n");
      page.append("```text\n");
      diagram.lines().forEach(line -> page.append(line).append('\n'));
      page.append("```\n");
    }
  }

  /** With its footnote, if it has one. */
  public static String markdown(Campaign campaign, Load load, Table table) {
    return table.markdown()
        + Tables.footnote(campaign, load).map(note -> "\n\\" + note + "\n").orElse("");
  }

  private static void latency(StringBuilder page, Latency latency) {
    latency
        .sentence()
        .ifPresent(
            sentence ->
                page.append("\n### Latency under ")
                    .append(latency.load().name())
                    .append("\n\n")
                    .append(sentence)
                    .append("\n\n")
                    .append(latency.table().markdown()));
  }

  private void earlier(StringBuilder page) {
    if (!campaign.earlierRun().isEmpty()) {
      page.append("\n## Compared with ").append(campaign.earlierRun()).append("\n\n");
      List<String> worse = VerdictText.regressions(campaign.earlier());
      bullets(page, worse.isEmpty() ? List.of("Nothing got worse by its whole interval.") : worse);
    }
  }

  /** Folded, since some campaigns have dozens. */
  private void remarks(StringBuilder page) {
    for (Remarks.Group group : Remarks.of(campaign.verdict()).groups()) {
      page.append("<details><summary>").append(group.warning() ? "Warning: " : "");
      page.append(group.title()).append(" (").append(group.sentences().size());
      page.append(")</summary>\n\n");
      bullets(page, group.sentences());
      page.append("</details>\n\n");
    }
  }

  private void machine(StringBuilder page) {
    RunRecord run = past.run();
    Machine machine = run.machine();
    page.append("\n## The machine\n\n");
    page.append("- ").append(machine.cpu()).append(", ").append(machine.cpus());
    page.append(" CPUs, virtual: ").append(machine.virtual()).append('\n');
    page.append("- Kernel: ").append(machine.kernel()).append('\n');
    page.append("- JDK: ").append(past.jdk()).append('\n');
    for (String generator : new TreeSet<>(campaign.generators().values())) {
      page.append("- Generator: ").append(generator).append(", ");
      page.append(run.versions().get(generator)).append('\n');
    }
    page.append("- Pinning: ").append(run.pinning()).append('\n');
    page.append("- Load average before: ").append(run.loadBefore());
    page.append("; after: ").append(run.loadAfter()).append('\n');
  }

  private static void bullets(StringBuilder page, List<String> lines) {
    lines.forEach(line -> page.append("- ").append(line).append('\n'));
    page.append('\n');
  }

  /** Why to distrust the figures, as far as a program can know. */
  public List<String> warnings() {
    RunRecord run = past.run();
    List<String> warnings = new ArrayList<>();
    if (run.commit().dirty()) {
      warnings.add("The files that were measured differed from the commit.");
    }
    if (campaign.rounds() < 5) {
      warnings.add(
          "This run has too few rounds: it tests the harness, and its intervals mean nothing.");
    }
    if (run.pinning().startsWith("none")) {
      warnings.add("The servers and the load shared CPUs: they were not pinned.");
    }
    if (campaign.samples().stream().anyMatch(sample -> sample.errors() > 0)) {
      warnings.add("Some requests failed: campaign.json says which samples had errors.");
    }
    return warnings;
  }
}
