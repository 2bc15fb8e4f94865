// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What stands above a pattern: its picture and what there is to know of it. {@code lab explain},
 * the page at {@code GET /} and the README's table are all made from this, so that there is one
 * text to keep true.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Lesson {
  /** The name on the command line. */
  String id();

  /** The picture in one line, for tables. */
  String sketch();

  /** The picture. */
  String picture();

  /** How many threads, in a few words. */
  String threads();

  /** Who may touch what. */
  String roles();

  /** What the kernel does, and by which calls. */
  String kernel();

  /** When to use it, in one sentence. */
  String use();

  /** How it fails, in one sentence. */
  String fails();

  /** How to see that, on the command line. */
  String tryIt();

  /** The id of the pattern to read next, and why. */
  String next();
}
