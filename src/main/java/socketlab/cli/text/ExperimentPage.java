// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import socketlab.cli.chart.TextChart;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Figure;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Recording;
import socketlab.pattern.Patterns;

/** docs/experiments.md: each claim, and what was last seen of it. */
public final class ExperimentPage {
  private ExperimentPage() {}

  /**
   * All of them, one after another.
   *
   * @param root of the project, where the records are
   */
  public static String catalogue(Path root) throws IOException {
    StringBuilder page = new StringBuilder("| experiment | question |\n|---|---|\n");
    for (Experiment experiment : Experiments.all()) {
      page.append(
          "| [`%1$s`](#%1$s) | %2$s |\n".formatted(experiment.id(), experiment.claim().question()));
    }
    for (Experiment experiment : Experiments.all()) {
      page.append(section(experiment, Recording.last(root, experiment)));
    }
    return page.toString();
  }

  private static String section(Experiment experiment, Optional<Recording.Kept> kept) {
    Claim claim = experiment.claim();
    StringBuilder text =
        new StringBuilder(
            "\n## %s\n\n**%s** ([source](../%s))\n\n```\n%s```\n\n"
                .formatted(
                    claim.id(), claim.question(), PagePieces.source(experiment), claim.picture()));
    text.append("| outcome | grade | why |\n|---|---|---|\n");
    for (Outcome outcome : claim.outcomes()) {
      text.append("| `%s` | %s | %s |\n".formatted(outcome.name(), outcome.grade(), outcome.why()));
    }
    text.append("\nSources:\n\n");
    for (String source : claim.sources()) {
      text.append("- ").append(source).append('\n');
    }
    text.append("\nSee also: ")
        .append(
            Arrays.stream(claim.seeAlso())
                .map(ExperimentPage::link)
                .collect(Collectors.joining(", ")))
        .append(".\n");
    text.append("\nBy hand:\n\n```\n%s\n```\n\n".formatted(claim.tryIt().strip()));
    return text.append(kept.map(k -> seen(experiment, k)).orElse("Not recorded yet.\n")).toString();
  }

  /** To where it is explained; of an option, which {@code --help} explains, only its name. */
  private static String link(String name) {
    if (Experiments.byId(name).isPresent()) {
      return "[%1$s](#%1$s)".formatted(name);
    }
    return Patterns.byId(name)
        .map(pattern -> "[%s](../%s)".formatted(name, PagePieces.source(pattern)))
        .orElse(name.startsWith("--") ? "`" + name + "`" : "[" + name + "](glossary.md)");
  }

  private static String seen(Experiment experiment, Recording.Kept kept) {
    Observation observation = kept.observation();
    Map<?, ?> machine = (Map<?, ?>) kept.run().get("machine");
    Map<?, ?> commit = (Map<?, ?>) kept.run().get("commit");
    StringBuilder text =
        new StringBuilder(
            "Seen on %s, %s, %s, %s, commit %s%s, by `%s`: **%s** (%s).\n"
                .formatted(
                    ((String) kept.run().get("ended")).substring(0, 10),
                    machine.get("kernel"),
                    machine.get("name"),
                    kept.run().get("jdk"),
                    commit.get("id"),
                    Boolean.TRUE.equals(commit.get("dirty")) ? " with changes" : "",
                    kept.run().get("command"),
                    observation.grade(),
                    counts(kept.counts())));
    text.append('\n');
    for (String sentence : InFigures.tell(experiment, observation)) {
      text.append("- ").append(sentence).append('\n');
    }
    if (!observation.figures().isEmpty()) {
      text.append("\n| figure | expected | seen | read from |\n|---|---|---|---|\n");
    }
    for (Figure figure : observation.figures()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  figure.name(),
                  figure.expected(),
                  figure.seen(),
                  String.join(", ", figure.readings().keySet())));
    }
    if (!ExperimentCharts.of(observation).isEmpty()) {
      text.append(
          "\n[Charts](../%s): save the file and open it.\n"
              .formatted(ExperimentCharts.name(experiment)));
    }
    if (!observation.series().isEmpty()) {
      text.append("\n```\n").append(TextChart.of(observation.series())).append("```\n");
    }
    return text.toString();
  }

  private static String counts(Map<?, ?> counts) {
    return counts.entrySet().stream()
        .map(c -> "`%s` %d×".formatted(c.getKey(), ((Double) c.getValue()).intValue()))
        .collect(Collectors.joining(", "));
  }
}
