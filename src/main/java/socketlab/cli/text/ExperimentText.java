// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import socketlab.cli.chart.TextChart;
import socketlab.cli.term.Colour;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Result;

/** Experiments on a terminal. */
public final class ExperimentText {
  private final PrintWriter out;
  private final int width;
  private final Colour colour;

  /** In lines, and with colours, as this process's terminal can show them. */
  public ExperimentText(PrintWriter out) {
    this(out, Terminal.here());
  }

  ExperimentText(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.width = terminal.width();
    this.colour = new Colour(terminal.isColoured());
  }

  /** What there is to know before it runs, and nothing of what comes out. */
  public void before(Experiment experiment) {
    Claim claim = experiment.claim();
    out.println(Wrap.text(claim.id() + ": " + claim.question(), width));
    out.println();
    out.println(claim.setup().indent(2).stripTrailing());
    out.printf("%nIt takes about %d s.%n%n", claim.seconds());
  }

  /** All that there is to know, with the answer. */
  public void claim(Experiment experiment) {
    Claim claim = experiment.claim();
    out.println(Wrap.text(claim.id() + ": " + claim.question(), width));
    out.println();
    out.println(claim.picture().indent(2).stripTrailing());
    out.println();
    out.println("Outcomes");
    for (Outcome outcome : claim.outcomes()) {
      String text = outcome.name() + ": " + outcome.why();
      out.println(Wrap.row(2, outcome.grade().name(), 15, text, width));
    }
    out.println();
    sources(claim);
    out.println();
  }

  /** The figures and the charts, or why there are none. */
  public void seen(Result result) {
    if (result.telling().isEmpty()) {
      out.println("Skipped: " + result.skipped().orElse("the run gave nothing"));
      return;
    }
    Observation observation = result.telling().orElseThrow();
    out.printf("Seen, in %s s%n", observation.seconds());
    if (!observation.figures().isEmpty()) {
      out.print(new FigureTable(observation.figures(), width).text());
    }
    if (!observation.series().isEmpty()) {
      out.print("\n" + TextChart.of(observation.series()));
    }
    out.println();
  }

  /** What the run says: its own figures first, the rule after them. */
  public void verdict(Result result) {
    Observation observation = result.telling().orElseThrow();
    Grade grade = observation.grade();
    out.printf("Verdict: %s (%s)%n", colour.of(grade, grade.name()), counts(result));
    InFigures.tell(result.experiment(), observation)
        .forEach(sentence -> out.println(Wrap.text("  ", 2, sentence, width)));
    out.println();
    out.println(Wrap.text("Why: " + observation.why(), width));
    out.println();
    sources(result.experiment().claim());
    out.println();
  }

  private void sources(Claim claim) {
    out.println("Sources");
    for (String source : claim.sources()) {
      out.println(Wrap.text("  ", 4, source, width));
    }
  }

  /** One line, when the result is there. */
  public void progress(Result result, int done, int of) {
    out.printf("[%d/%d] %-25s  %s%n", done, of, result.experiment().id(), brief(result));
    out.flush();
  }

  /** The end of a run of several. */
  public void table(List<Result> results) {
    out.println();
    results.stream()
        .filter(r -> r.grade().map(g -> g != Grade.EXPECTED).orElse(true))
        .forEach(r -> out.println(Wrap.text(r.experiment().id() + ": " + told(r), width)));
    out.printf(
        "%d EXPECTED, %d INTERESTING, %d FORBIDDEN, %d skipped%n",
        count(results, Grade.EXPECTED),
        count(results, Grade.INTERESTING),
        count(results, Grade.FORBIDDEN),
        results.stream().filter(r -> r.seen().isEmpty()).count());
  }

  private static String told(Result result) {
    return result
        .telling()
        .map(seen -> String.join(" ", InFigures.tell(result.experiment(), seen)) + " " + seen.why())
        .orElseGet(() -> result.skipped().orElse(""))
        .strip();
  }

  private static long count(List<Result> results, Grade grade) {
    return results.stream().filter(r -> r.grade().filter(grade::equals).isPresent()).count();
  }

  private String brief(Result result) {
    return result
        .grade()
        .map(grade -> colour.of(grade, String.format("%-12s", grade)) + "  " + counts(result))
        .orElse("skipped");
  }

  /** {@code one-more}, or {@code one-more 9 of 10, other 1 of 10}. */
  private static String counts(Result result) {
    int runs = result.seen().size();
    return result.counts().entrySet().stream()
        .map(c -> runs == 1 ? c.getKey() : c.getKey() + " " + c.getValue() + " of " + runs)
        .collect(Collectors.joining(", "));
  }
}
