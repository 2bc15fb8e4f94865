// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One way in which an experiment can end; stands in {@link Claim#outcomes}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Outcome {
  /** Its name, small letters and dashes; what {@link Experiment#run} returns. */
  String name();

  Grade grade();

  /**
   * As an answer to the question, for who is asked before the run: no reason, no grade. Empty for
   * what nobody would predict, such as a machine that is too busy.
   */
  String choice() default "";

  /** What it is, and why it has this grade, in a sentence or two. */
  String why();
}
