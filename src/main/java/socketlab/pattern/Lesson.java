// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The lesson of a pattern: its picture, and how and why it works. {@code lab explain}, the page at
 * {@code GET /} and the README's table are all made from this, so that there is one text to keep
 * true.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Lesson {
  /** The name on the command line. */
  String id();

  /** The picture in one line, for tables. */
  String sketch();

  /**
   * The picture. Where a pattern has any number of threads it draws three, in columns of one width
   * below a row of three arrows; the picture of a server has as many as run.
   */
  String picture();

  /** How many threads, in a few words. */
  String threads();

  /** Which thread does what, and which data it may touch. */
  String roles();

  /** What the kernel does, and in which system calls. */
  String kernel();

  /** When to use it, in one sentence. */
  String use();

  /** How it fails, in one sentence. */
  String fails();

  /** Shell commands that show this, one a line; they run as pasted in the project's folder. */
  String tryIt();

  /** The id of the pattern to read next, and why. */
  String next();

  /** What else to look at, the best first: experiments, patterns, and entries of the glossary. */
  String[] seeAlso();
}
