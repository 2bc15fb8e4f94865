// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import socketlab.compare.ResultPages;

@Command(
    name = "pages",
    description = "Writes what the pages take from the code, the records and the results.",
    mixinStandardHelpOptions = true)
final class PagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--root", defaultValue = ".", paramLabel = "DIR", description = "The project.")
  private Path root;

  @Option(names = "--check", description = "Write nothing; exit 1 when a page is not up to date.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    update("README.md", "patterns", Page.patternTable());
    update("docs/experiments.md", "experiments", ExperimentPage.catalogue(root));
    ResultPages results = results();
    update("README.md", "speed", results.speed());
    update("README.md", "comparison", results.patterns());
    update(ResultPages.FOLDER + "/README.md", "results", results.index());
    return 0;
  }

  private ResultPages results() {
    try {
      return ResultPages.of(root);
    } catch (IOException e) {
      throw new LabFailure(e.getMessage());
    }
  }

  private void update(String name, String piece, String current) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path file = root.resolve(name);
    if (!Files.isReadable(file)) {
      throw new LabFailure(
          "no " + name + " in " + root + "; say where the project is by --root=DIR");
    }
    String page = Files.readString(file);
    String wanted = Page.replace(page, piece, current);
    if (page.equals(wanted)) {
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
