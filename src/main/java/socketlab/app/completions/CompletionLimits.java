// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

/**
 * How much may be under way.
 *
 * @param answers how many answers at once, at least 1; another gets 503
 */
public record CompletionLimits(int answers) {
  /** Each keeps its tokens until its end: some 16 KB when there are as many as there may be. */
  public static final int MOST_ANSWERS = 100_000;
}
