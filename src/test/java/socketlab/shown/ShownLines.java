// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import socketlab.cli.ShownHelp;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** All of them, from where a user meets them. */
final class ShownLines {
  /** Those whose runs are campaigns; the build's script runs each of them for a moment. */
  private static final List<String> CAMPAIGNS =
      List.of("./lab compare", "./lab bench", "./lab soak");

  private ShownLines() {}

  static List<ShownBlock> all() throws IOException {
    List<ShownBlock> all = new ArrayList<>();
    for (Path page : pages()) {
      all.addAll(ShownPage.blocks(page));
    }
    for (Pattern pattern : Patterns.all()) {
      all.add(lines("explain " + pattern.id(), pattern.lesson().tryIt().lines().toList()));
    }
    for (Experiment experiment : Experiments.all()) {
      all.add(lines("explain " + experiment.id(), experiment.claim().tryIt().lines().toList()));
    }
    ShownHelp.examples().forEach((command, lines) -> all.add(lines(command + " --help", lines)));
    return all;
  }

  /** But for the page of the experiments, which is written from their claims. */
  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
              docs.filter(page -> page.toString().endsWith(".md")))
          .filter(page -> !page.endsWith("experiments.md"))
          .sorted()
          .toList();
    }
  }

  private static ShownBlock lines(String where, List<String> lines) {
    return new ShownBlock(
        where,
        "",
        lines.stream().filter(line -> !line.isBlank() && !isCampaign(line)).toList(),
        lines.stream().filter(ShownLines::isCampaign).toList());
  }

  private static boolean isCampaign(String line) {
    return CAMPAIGNS.stream().anyMatch(line::startsWith);
  }
}
