// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import socketlab.cli.learn.Learner;
import socketlab.cli.learn.Lecture;
import socketlab.cli.learn.Prediction;
import socketlab.cli.name.CompletionNames;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.cli.term.ProgressLine;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Waiting;
import socketlab.cli.text.ExperimentCharts;
import socketlab.cli.text.ExperimentText;
import socketlab.cli.text.JunitFile;
import socketlab.cli.text.RunPage;
import socketlab.cli.text.RunTime;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.run.Recording;
import socketlab.experiment.run.Result;
import socketlab.experiment.run.Runner;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

@Command(
    name = "run",
    description =
        "Runs experiments, each in a network namespace of its own, and prints what was seen.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The exit code is 1 when an outcome was FORBIDDEN, or when an experiment that you named"
          + " cannot run here.",
      "For example: ./lab run backlog-plus-one --times=10"
    })
public final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      completionCandidates = CompletionNames.Experiments.class,
      description = "Experiments: ${COMPLETION-CANDIDATES}.")
  private List<String> ids = List.of();

  @Option(
      names = "--all",
      description = "Run all of them; those that cannot run here are named and skipped.")
  private boolean all;

  @Option(
      names = "--predict",
      description =
          "Ask for your prediction before the run, where there is a terminal to ask at: which of"
              + " the outcomes will it be?")
  private boolean predict;

  @Option(
      names = "--times",
      defaultValue = "1",
      paramLabel = "N",
      description = "Run each one N times and count the outcomes.")
  private int times;

  @Option(names = "--json", description = "Print JSON; its schema is docs/schema/experiment.json.")
  private boolean json;

  @Option(
      names = "--record",
      description = "Keep what was seen in bench-results/experiments; then run ./lab pages.")
  private boolean record;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write one page of this run, with its charts, that opens offline.")
  private Path html;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description =
          "Also write the outcomes as JUnit XML, as continuous integration reads it: FORBIDDEN is a"
              + " failure.")
  private Path junit;

  @Option(
      names = "--root",
      defaultValue = ".",
      paramLabel = "DIR",
      description = "The project's folder.")
  private Path root;

  private final Supplier<Optional<Learner>> terminal;

  /** Asks whoever is at the terminal. */
  public RunCommand() {
    this(Learner::atTheTerminal);
  }

  /**
   * @param terminal gives whoever can be asked; it is asked at most once
   */
  public RunCommand(Supplier<Optional<Learner>> terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Experiment> experiments = chosen();
    if (record && !Files.isDirectory(root.resolve("bench-results"))) {
      throw new LabFailure(
          "no bench-results in " + root + "; say where the project is by --root=DIR");
    }
    RunPage page = RunPage.at(html);
    JunitFile cases = JunitFile.at(junit);
    PrintWriter out = spec.commandLine().getOut();
    ExperimentText text = new ExperimentText(out);
    boolean whole = experiments.size() == 1;
    Optional<Prediction> prediction = Optional.empty();
    if (whole && !json) {
      text.before(experiments.getFirst());
      Optional<Learner> learner = predict ? terminal.get() : Optional.empty();
      if (learner.isPresent()) {
        prediction = Prediction.ask(experiments.getFirst(), learner.get(), out);
        if (prediction.isEmpty()) {
          return CommandLine.ExitCode.OK;
        }
      }
      out.flush();
    }
    Instant began = Instant.now();
    String loadBefore = Machine.loadAverage();
    int[] done = new int[1];
    RunTime time = new RunTime(experiments, times);
    List<Result> results;
    ProgressLine line = new ProgressLine(Terminal.here(), spec.commandLine().getErr());
    try (Waiting _ = Waiting.on(line, time::after)) {
      results =
          new Runner(
                  times,
                  result -> {
                    if (!whole && !json) {
                      line.clear();
                      text.progress(result, ++done[0], experiments.size());
                    }
                  })
              .run(experiments);
    }
    cases.write(results, began);
    Recording recording = recording(began, loadBefore, results);
    if (json) {
      recording.write(out);
    } else if (whole) {
      Lecture.after(results.getFirst(), prediction, out);
    } else {
      text.table(results);
    }
    if (record) {
      recording.keep(root);
    }
    out.flush();
    page.write(() -> ExperimentCharts.page(recording));
    return exitCode(results, all);
  }

  private List<Experiment> chosen() {
    if (times < 1) {
      throw usage("--times is at least 1, not " + times);
    }
    if (predict && (all || ids.size() > 1 || times > 1)) {
      throw usage("--predict asks about one run of one experiment; name one, without --times");
    }
    if (all && !ids.isEmpty()) {
      throw usage(
          "--all runs every experiment; leave it out, or leave out " + String.join(" ", ids));
    }
    if (!all && ids.isEmpty()) {
      throw usage(
          "name one or more experiments, or use --all; the experiments are: "
              + String.join(", ", Names.experiments()));
    }
    if (all) {
      return Experiments.all();
    }
    List<Experiment> chosen = new ArrayList<>();
    for (String id : ids) {
      chosen.add(
          Experiments.byId(id)
              .orElseThrow(() -> usage(Names.unknown("experiment", id, Names.experiments()))));
    }
    return List.copyOf(chosen);
  }

  private Recording recording(Instant began, String loadBefore, List<Result> results) {
    List<String> command = new ArrayList<>(List.of("./lab run"));
    command.addAll(all ? List.of("--all") : ids);
    if (times > 1) {
      command.add("--times=" + times);
    }
    // A path among the flags would name this machine's folders.
    List<String> flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.contains("/"))
            .toList();
    return new Recording(
        new RunRecord(
            String.join(" ", command),
            began,
            Instant.now(),
            Machine.here(),
            Commit.of(root),
            flags,
            List.of(),
            "none",
            Map.of(),
            loadBefore,
            Machine.loadAverage()),
        results);
  }

  /** Of {@code --all} a machine may lack something; who names an experiment wants that one. */
  static int exitCode(List<Result> results, boolean all) {
    boolean forbidden =
        results.stream().anyMatch(r -> r.grade().filter(Grade.FORBIDDEN::equals).isPresent());
    boolean lacking = results.stream().anyMatch(r -> r.skipped().isPresent() || r.seen().isEmpty());
    boolean nothingSeen = results.stream().allMatch(r -> r.seen().isEmpty());
    return forbidden || lacking && !all || nothingSeen ? 1 : 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
