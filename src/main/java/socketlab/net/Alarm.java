// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import socketlab.linux.process.TimerSlack;

/** One time at which a loop calls back; to set it again is to move it. Confined to the loop. */
final class Alarm {
  private Runnable action;
  private long at;
  private boolean exact;

  /**
   * @param at by {@link System#nanoTime}
   */
  void set(long at, Runnable action) {
    if (!exact) {
      exact = true;
      TimerSlack.none();
    }
    this.at = at;
    this.action = action;
  }

  boolean isSet() {
    return action != null;
  }

  /** Nanoseconds from now until it rings, 0 when it is due. */
  long rest() {
    return Math.max(0, at - System.nanoTime());
  }

  /** Rings once. */
  void ringIfDue(long now) {
    if (action != null && now - at >= 0) {
      Runnable due = action;
      action = null;
      due.run();
    }
  }
}
