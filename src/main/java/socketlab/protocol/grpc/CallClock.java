// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

/** The clock that a session has not. Thread-safe. */
@FunctionalInterface
public interface CallClock {
  /**
   * Runs an action once, after a time; by a thread of its own, so the action does not block.
   *
   * @param nanos from 0
   * @return to be run by any thread when it is of no use any more
   */
  Runnable after(long nanos, Runnable action);
}
