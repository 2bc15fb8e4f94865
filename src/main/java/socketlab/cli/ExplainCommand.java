// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.name.Names;
import socketlab.cli.text.ExperimentText;
import socketlab.cli.text.Glossary;
import socketlab.cli.text.PagePieces;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.pattern.Lesson;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

@Command(
    name = "explain",
    description = "Explains a pattern, an experiment or a word of the glossary.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "The name of a pattern or an experiment, or a word such as backlog.")
  private List<String> words;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String name = String.join(" ", words);
    Glossary glossary = Glossary.load();
    Optional<Pattern> pattern = Patterns.byId(name);
    Optional<Experiment> experiment = Experiments.byId(name);
    Optional<Glossary.Term> entry = glossary.find(name);
    if (pattern.isPresent()) {
      printPattern(pattern.get(), out);
    } else if (experiment.isPresent()) {
      printExperiment(experiment.get(), out);
    } else if (entry.isPresent()) {
      out.println(entry.get().word());
      out.println();
      out.println(entry.get().meaning());
    } else {
      List<String> known = new ArrayList<>(Names.patterns());
      known.addAll(Names.experiments());
      known.addAll(glossary.words());
      throw new ParameterException(
          spec.commandLine(), Names.unknown("pattern, experiment or word", name, known));
    }
    out.flush();
    return 0;
  }

  private static void printPattern(Pattern pattern, PrintWriter out) {
    Lesson lesson = pattern.lesson();
    out.println(lesson.id() + ": " + lesson.sketch());
    out.println();
    out.println(lesson.picture());
    section(out, "Threads", lesson.threads());
    section(out, "Roles", lesson.roles());
    section(out, "Kernel", lesson.kernel());
    section(out, "When", lesson.use());
    section(out, "Fails", lesson.fails());
    section(out, "Try", lesson.tryIt());
    section(out, "Read", PagePieces.source(pattern));
    section(out, "Next", lesson.next());
  }

  private static void printExperiment(Experiment experiment, PrintWriter out) {
    new ExperimentText(out).claim(experiment);
    section(out, "Run", "./lab run " + experiment.id());
    section(out, "Try", experiment.claim().tryIt());
    section(out, "Read", PagePieces.source(experiment));
  }

  private static void section(PrintWriter out, String title, String text) {
    out.printf("%-8s %s%n", title, text.strip().replace("\n", "\n" + " ".repeat(9)));
  }
}
