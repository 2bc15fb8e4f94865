// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

/**
 * Something under way in a ring. It is told of every completion, the last one being without MORE.
 */
abstract class Operation {
  /** By which its completions find it; below 0 while it is not under way. */
  int number = -1;

  /**
   * @param result what the call would have returned, or minus errno
   */
  abstract void completed(int result, int flags);

  final boolean isUnderWay() {
    return number >= 0;
  }
}
