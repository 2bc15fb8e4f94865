// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What stands above an experiment. {@code lab run}, {@code lab list}, {@code lab explain} and
 * docs/experiments.md are all made from this, so that there is one text to keep true.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Claim {
  /** The name on the command line. */
  String id();

  /** One question, in one line. */
  String question();

  /** The set-up, drawn with question marks: it is shown before the run and tells no answer. */
  String setup();

  /** The set-up, drawn with what happens in it. */
  String picture();

  /** Where the claim comes from: a lecture, a paper, a man page, a place in the kernel. */
  String[] sources();

  /** The possible outcomes, in the order in which they are best read. */
  Outcome[] outcomes();

  /**
   * Sentences that tell what one run saw, whatever its outcome: {@code {figure}} stands for the
   * figure of that name, and {@code *} in it for anything ({@link InFigures}).
   */
  String[] verdict();

  Cost cost();

  /** About how long one run takes, in seconds; it is ended by force after much longer. */
  int seconds();

  /** Shell commands that show the same by hand, one a line; they run as pasted in the project. */
  String tryIt();

  /** What to look at next, the best first: experiments, patterns, and entries of the glossary. */
  String[] seeAlso();
}
