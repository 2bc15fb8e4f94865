// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import socketlab.cli.explain.SeeAlso;
import socketlab.cli.text.ExperimentText;
import socketlab.experiment.run.Result;

/** What is said of an experiment once it has run, in the order in which it teaches. */
public final class Lecture {
  private Lecture() {}

  /**
   * What was seen, whether the prediction held, the verdict in the run's figures, why, what next.
   */
  public static void after(Result result, Optional<Prediction> prediction, PrintWriter out) {
    ExperimentText text = new ExperimentText(out);
    text.seen(result);
    if (result.telling().isPresent()) {
      prediction.ifPresent(p -> out.println(p.judge(result) + System.lineSeparator()));
      text.verdict(result);
    }
    SeeAlso.print(out, "Next", List.of(result.experiment().claim().seeAlso()));
    out.flush();
  }
}
