// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import socketlab.cli.communication.CommunicationTable;
import socketlab.cli.name.LabFailure;
import socketlab.cli.text.ExperimentCharts;
import socketlab.cli.text.ExperimentPage;
import socketlab.cli.text.PagePieces;
import socketlab.compare.report.ResultPages;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.page.TerminalPicture;

@Command(
    name = "pages",
    description =
        "Writes those parts of the pages that are generated from the code, the records and the"
            + " results: tables, experiments, charts.",
    mixinStandardHelpOptions = true)
final class PagesCommand implements Callable<Integer> {
  /** What a terminal showed, and the picture of it; docs/picture/record writes the first. */
  private static final String PICTURE = "docs/picture/terminal";

  @Spec private CommandSpec spec;

  @Option(
      names = "--root",
      defaultValue = ".",
      paramLabel = "DIR",
      description = "The project's folder.")
  private Path root;

  @Option(names = "--check", description = "Write nothing; exit 1 when a page is not up to date.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    piece("README.md", "patterns", PagePieces.patternTable());
    piece("README.md", "communication", CommunicationTable.text());
    piece("docs/experiments.md", "experiments", ExperimentPage.catalogue(root));
    ResultPages results = results();
    piece("README.md", "speed", results.speed());
    piece("README.md", "comparison", results.patterns());
    piece("docs/communication.md", "notifications", results.notifications());
    piece(ResultPages.FOLDER + "/README.md", "results", results.index());
    for (Map.Entry<String, String> page : ofCampaigns(results).entrySet()) {
      settle(page.getKey(), "page", page.getValue());
    }
    for (Experiment experiment : Experiments.all()) {
      Optional<String> charts = ExperimentCharts.page(experiment, root);
      if (charts.isPresent()) {
        settle(ExperimentCharts.name(experiment), "charts", charts.get());
      }
    }
    Path said = root.resolve(PICTURE + ".txt");
    if (Files.exists(said)) {
      settle(PICTURE + ".svg", "picture", picture(Files.readAllLines(said)).svg());
    }
    return 0;
  }

  /** The first line says where and when it was recorded, and is what the picture is called. */
  private static TerminalPicture picture(List<String> said) {
    return new TerminalPicture(said.getFirst(), said.subList(1, said.size()));
  }

  private ResultPages results() {
    try {
      return ResultPages.of(root);
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private Map<String, String> ofCampaigns(ResultPages results) {
    try {
      return results.ofCampaigns(root);
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  /** One of a page's pieces; the rest of it is written by hand. */
  private void piece(String name, String piece, String current) throws IOException {
    Path file = root.resolve(name);
    if (!Files.isReadable(file)) {
      throw new LabFailure(
          "no " + name + " in " + root + "; say where the project is by --root=DIR");
    }
    settle(name, piece, PagePieces.replace(Files.readString(file), piece, current));
  }

  private void settle(String name, String piece, String wanted) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path file = root.resolve(name);
    if (Files.exists(file) && Files.readString(file).equals(wanted)) {
      out.println(name + ", " + piece + ": up to date");
    } else if (check) {
      throw new LabFailure(name + " is not up to date; run: ./lab pages");
    } else {
      Files.writeString(file, wanted);
      out.println(name + ", " + piece + ": written");
    }
    out.flush();
  }
}
