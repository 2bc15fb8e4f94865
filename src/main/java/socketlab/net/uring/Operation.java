// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

/**
 * Something that a ring does for an endpoint: submitted with the number that {@link
 * Operations#begin} gives it, and told of each completion. Confined to the loop's thread.
 */
public abstract class Operation {
  /** By which its completions find it; below 0 while it is not under way. */
  int number = -1;

  /**
   * @param result what the call would have returned, or minus errno
   * @param buffer the number of the provided buffer that a receive has filled, where the result is
   *     above 0
   */
  protected abstract void completed(int result, int buffer);

  /** True until its last completion; false while it is told of that one. */
  protected final boolean isUnderWay() {
    return number >= 0;
  }
}
