// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.util.Locale;

/** How far a job is. */
enum JobState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED;

  /** True when it does not change any more. */
  boolean isOver() {
    return this != QUEUED && this != RUNNING;
  }

  /** As JSON has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
