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

@Command(
    name = "pages",
    description = "Writes what the pages take from the code: the README's tables.",
    mixinStandardHelpOptions = true)
final class PagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--root", defaultValue = ".", paramLabel = "DIR", description = "The project.")
  private Path root;

  @Option(names = "--check", description = "Write nothing; exit 1 when a page is not up to date.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path readme = root.resolve("README.md");
    if (!Files.isReadable(readme)) {
      throw new LabFailure("no README.md in " + root + "; say where the project is by --root=DIR");
    }
    String page = Files.readString(readme);
    String current = Page.replace(page, "patterns", Page.patternTable());
    if (page.equals(current)) {
      out.println("README.md is up to date");
    } else if (check) {
      throw new LabFailure("README.md is not up to date; run: ./lab pages");
    } else {
      Files.writeString(readme, current);
      out.println("README.md written");
    }
    out.flush();
    return 0;
  }
}
