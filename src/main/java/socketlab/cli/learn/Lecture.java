// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import socketlab.cli.explain.SeeAlso;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.cli.text.ExperimentText;
import socketlab.experiment.run.Result;

/** What is said of an experiment once it has run, in the order in which it teaches. */
public final class Lecture {
  private Lecture() {}

  /**
   * What was seen, whether the prediction held, the verdict in the run's figures, why, what next.
   */
  public static void after(Result result, Optional<Prediction> prediction, PrintWriter out) {
    after(result, prediction, "Next", out);
  }

  /** The same under a heading for what else there is: a course has its own next step. */
  static void after(
      Result result, Optional<Prediction> prediction, String seeAlso, PrintWriter out) {
    ExperimentText text = new ExperimentText(out);
    text.seen(result);
    if (result.telling().isPresent()) {
      if (prediction.isPresent()) {
        out.println(Wrap.text(prediction.get().judge(result), Terminal.here().width()));
        out.println();
      }
      text.verdict(result);
    }
    SeeAlso.print(out, seeAlso, List.of(result.experiment().claim().seeAlso()));
    out.flush();
  }
}
