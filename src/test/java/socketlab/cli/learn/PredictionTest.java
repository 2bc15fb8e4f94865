// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Result;

/** A question before the run: what is offered, what is understood, and how it is judged. */
@Timeout(60)
class PredictionTest {
  private static final Experiment EXPERIMENT = Experiments.byId("backlog-plus-one").orElseThrow();

  private final StringWriter told = new StringWriter();

  @Test
  void badInputIsAskedAgain() {
    Prediction prediction = ask("two\n\n0\n99\n 2 \n").orElseThrow();
    assertEquals(prediction.choices().get(1), prediction.chosen());
    assertEquals(4, count("is none of the numbers"), told.toString());
  }

  @Test
  void theEndOfTheInputIsNoPrediction() {
    assertTrue(ask("").isEmpty());
    assertTrue(ask("x\n").isEmpty());
  }

  @Test
  void whatIsOfferedTellsNoGradeAndNoReason() {
    ask("1\n");
    String oneLine = told.toString().replaceAll("\\s+", " ");
    for (Outcome outcome : EXPERIMENT.claim().outcomes()) {
      assertTrue(oneLine.contains(outcome.choice()), oneLine);
      assertFalse(oneLine.contains(outcome.why()), oneLine);
      assertFalse(oneLine.contains(outcome.grade().name()), oneLine);
    }
  }

  @Test
  void theExpectedOutcomeIsNotAlwaysTheFirst() {
    long first =
        Experiments.all().stream()
            .filter(e -> Prediction.choices(e).getFirst().grade() == Grade.EXPECTED)
            .count();
    int all = Experiments.all().size();
    assertTrue(first * 8 > all && first * 2 < all, first + " of " + all);
  }

  @Test
  void itHoldsWhenTheRunShowsIt() {
    Outcome expected = EXPERIMENT.outcome("one-more").orElseThrow();
    List<Outcome> choices = Prediction.choices(EXPERIMENT);
    int number = choices.indexOf(expected) + 1;
    Prediction right = ask(number + "\n").orElseThrow();
    assertTrue(right.judge(seen("one-more")).startsWith("Your prediction held"), right::toString);
    String wrong = right.judge(seen("exactly"));
    assertTrue(wrong.startsWith("Your prediction did not hold"), wrong);
    assertTrue(wrong.contains(EXPERIMENT.outcome("exactly").orElseThrow().choice()), wrong);
    String none = right.judge(seen(Observation.NO_ANSWER));
    assertTrue(none.startsWith("Your prediction cannot be judged"), none);
  }

  private Optional<Prediction> ask(String input) {
    return Prediction.ask(
        EXPERIMENT,
        new Learner(new BufferedReader(new StringReader(input))),
        new PrintWriter(told, true));
  }

  private long count(String text) {
    return told.toString().lines().filter(line -> line.contains(text)).count();
  }

  private static Result seen(String outcome) {
    Observation seen = new Observation(outcome, Grade.EXPECTED, "", 1, List.of(), List.of());
    return new Result(EXPERIMENT, List.of(seen), Optional.empty());
  }
}
