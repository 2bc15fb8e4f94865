// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import socketlab.cli.name.Names;
import socketlab.cli.term.ProgressLine;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Waiting;
import socketlab.cli.text.ExperimentText;
import socketlab.cli.text.RunTime;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.run.Result;
import socketlab.experiment.run.Runner;

@Command(
    name = "learn",
    description =
        "Leads through the experiments, from the accept queue to load: asks what you expect, runs,"
            + " explains, and keeps your place for the next time.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Where there is no terminal to ask at, it runs the next step without a prediction.",
      "For example: ./lab learn --from=head-of-line"
    })
public final class LearnCommand implements Callable<Integer> {
  private static final String ALL_DONE =
      "You have done every step. Begin again by: ./lab learn --from=1";

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "List the steps, how long each takes and which are done.")
  private boolean list;

  @Option(
      names = "--from",
      paramLabel = "STEP",
      description = "Begin there: the number of a step or the name of an experiment.")
  private String from;

  private final Supplier<Optional<Learner>> terminal;
  private final UnaryOperator<String> environment;
  private PrintWriter out;
  private Place place;

  /** Asks whoever is at the terminal, and keeps the place in the user's folder. */
  public LearnCommand() {
    this(Learner::atTheTerminal, System::getenv);
  }

  LearnCommand(Supplier<Optional<Learner>> terminal, UnaryOperator<String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    out = spec.commandLine().getOut();
    place = Place.read(environment, spec.commandLine().getErr());
    if (list) {
      list();
      return ExitCode.OK;
    }
    Optional<Course.Step> next =
        from == null ? place.next() : Optional.of(Course.step(from).orElseThrow(this::unknown));
    if (next.isEmpty()) {
      out.println(ALL_DONE);
      out.flush();
      return ExitCode.OK;
    }
    Optional<Learner> learner = terminal.get();
    return learner.isPresent() ? lead(next.get(), learner.get()) : runOne(next.get());
  }

  private ParameterException unknown() {
    List<String> ids = Course.steps().stream().map(step -> step.experiment().id()).toList();
    return new ParameterException(spec.commandLine(), Names.unknown("step", from, ids));
  }

  private void list() {
    Course course = null;
    for (Course.Step step : Course.steps()) {
      if (step.course() != course) {
        course = step.course();
        out.println(course.title());
      }
      out.printf(
          "  %2d %-26s about %2d s   %s%n",
          step.number(),
          step.experiment().id(),
          step.experiment().claim().seconds(),
          place.isDone(step) ? "done" : "");
    }
    out.flush();
  }

  /** Step after step, until the learner has enough. */
  private int lead(Course.Step first, Learner learner) throws InterruptedException {
    int exitCode = ExitCode.OK;
    List<Course.Step> steps = Course.steps();
    for (Course.Step step : steps.subList(first.number() - 1, steps.size())) {
      Experiment experiment = step.experiment();
      before(step);
      Optional<Prediction> prediction = Prediction.ask(experiment, learner, out);
      if (prediction.isEmpty()) {
        return exitCode;
      }
      exitCode = Math.max(exitCode, run(step, prediction));
      if (step.number() < steps.size() && !goesOn(steps.get(step.number()), learner)) {
        return exitCode;
      }
    }
    out.println();
    out.println("That was the last step. Each can be run again by: ./lab run ID --predict");
    out.flush();
    return exitCode;
  }

  private boolean goesOn(Course.Step next, Learner learner) {
    out.println();
    String question =
        "Enter goes on with step %d, %s; q ends, and ./lab learn goes on there later: "
            .formatted(next.number(), next.experiment().id());
    boolean goesOn =
        learner
            .line(out, question)
            .filter(answer -> !answer.toLowerCase().startsWith("q"))
            .isPresent();
    out.println();
    return goesOn;
  }

  private int runOne(Course.Step step) throws InterruptedException {
    before(step);
    int exitCode = run(step, Optional.empty());
    out.println();
    out.println(
        place
            .next()
            .map(
                next ->
                    "The next step is %d, %s: ./lab learn"
                        .formatted(next.number(), next.experiment().id()))
            .orElse(ALL_DONE));
    out.flush();
    return exitCode;
  }

  private void before(Course.Step step) {
    out.printf(
        "Step %d of %d: %s%n%n", step.number(), Course.steps().size(), step.course().title());
    new ExperimentText(out).before(step.experiment());
    out.flush();
  }

  /** A step that cannot run on this machine is passed over, so that the course goes on. */
  private int run(Course.Step step, Optional<Prediction> prediction) throws InterruptedException {
    ProgressLine line = new ProgressLine(Terminal.here(), spec.commandLine().getErr());
    List<Experiment> one = List.of(step.experiment());
    Result result;
    try (Waiting _ = Waiting.on(line, new RunTime(one, 1)::after)) {
      result = new Runner(1, _ -> {}).run(one).getFirst();
    }
    Lecture.after(result, prediction, "See also", out);
    place.done(step);
    return result.grade().filter(Grade.FORBIDDEN::equals).isPresent()
        ? ExitCode.SOFTWARE
        : ExitCode.OK;
  }
}
