// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.explain.Entries;
import socketlab.cli.explain.Entry;
import socketlab.cli.explain.OptionEntries;
import socketlab.cli.explain.SeeAlso;
import socketlab.cli.name.Names;

@Command(
    name = "explain",
    description =
        "Explains a pattern, an experiment, an option of a command, or a word: a transport, a"
            + " socket option, a system call, a workload, a word of the glossary.",
    mixinStandardHelpOptions = true,
    footer = {"", "Case and leading dashes do not matter.", "For example: ./lab explain --backlog"})
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "The name of a pattern, an experiment or an option, or a word such as backlog.")
  private List<String> words;

  /** What it takes: an option of another command, with its dashes, is a name here. */
  CommandSpec spec() {
    CommandSpec own = CommandSpec.forAnnotatedObject(this);
    own.parser().unmatchedOptionsArePositionalParams(true);
    return own;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String name = String.join(" ", words);
    List<Entry> all = new ArrayList<>(Entries.all());
    all.addAll(OptionEntries.of(Lab.commandLine()));
    List<Entry> found = all.stream().filter(entry -> entry.isCalled(name)).toList();
    if (found.isEmpty()) {
      throw new ParameterException(spec.commandLine(), unknown(name, all));
    }
    for (Entry entry : found) {
      if (entry != found.getFirst()) {
        out.println();
      }
      out.print(entry.text().get());
      if (!entry.seeAlso().isEmpty()) {
        out.println();
        SeeAlso.print(out, "See also", entry.seeAlso());
      }
    }
    out.flush();
    return 0;
  }

  /** They are too many to be named in a line. */
  private static String unknown(String name, List<Entry> all) {
    List<String> known = all.stream().flatMap(entry -> entry.names().stream()).toList();
    return "nothing is called '"
        + name
        + "'"
        + Names.near(name, known).map(near -> "; did you mean " + near + "?").orElse(";")
        + " ./lab list names the patterns and experiments, and docs/glossary.md the words";
  }
}
