// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Result;

/**
 * What a learner said before the run.
 *
 * @param choices what was offered, in this order
 * @param chosen one of them
 */
public record Prediction(List<Outcome> choices, Outcome chosen) {
  /** Prints the outcomes as a numbered choice and waits for one; empty when the input has ended. */
  public static Optional<Prediction> ask(Experiment experiment, Learner learner, PrintWriter out) {
    List<Outcome> choices = choices(experiment);
    out.println("What do you expect?");
    for (int i = 0; i < choices.size(); i++) {
      String number = String.valueOf(i + 1);
      out.println(Wrap.row(2, number, 5, choices.get(i).choice(), Terminal.here().width()));
    }
    out.println();
    OptionalInt number = learner.number(out, "Your prediction", choices.size());
    if (number.isEmpty()) {
      return Optional.empty();
    }
    out.println();
    return Optional.of(new Prediction(choices, choices.get(number.getAsInt() - 1)));
  }

  /**
   * The outcomes that somebody may predict. Declared they are with the expected one first, so here
   * they are mixed, always in the same way.
   */
  static List<Outcome> choices(Experiment experiment) {
    List<Outcome> choices = new ArrayList<>();
    for (Outcome outcome : experiment.claim().outcomes()) {
      if (!outcome.choice().isEmpty()) {
        choices.add(outcome);
      }
    }
    Collections.shuffle(choices, new Random(experiment.id().hashCode()));
    return choices;
  }

  /** Whether it held, in a sentence. */
  public String judge(Result result) {
    Optional<Outcome> seen =
        result.telling().flatMap(o -> result.experiment().outcome(o.outcome()));
    String yours = "you said %d, %s".formatted(number(chosen), chosen.choice());
    if (seen.isEmpty() || !choices.contains(seen.get())) {
      return "Your prediction cannot be judged: " + yours + " The run gave no such answer.";
    }
    return seen.get().equals(chosen)
        ? "Your prediction held: " + yours
        : "Your prediction did not hold: %s The run showed %d, %s"
            .formatted(yours, number(seen.get()), seen.get().choice());
  }

  private int number(Outcome outcome) {
    return choices.indexOf(outcome) + 1;
  }
}
