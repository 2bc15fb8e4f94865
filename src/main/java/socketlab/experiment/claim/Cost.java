// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

/** What an experiment spends its time on, which decides what may run beside it. */
public enum Cost {
  /** Waits for the kernel's timers and counts: runs beside others of its kind. */
  WAITS,
  /** Measures time or CPU: runs alone. */
  MEASURES
}
