// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

/** When what was appended is forced from the kernel's memory onto the disk (fdatasync(2)). */
public enum FsyncPolicy {
  /** After each record, before it is confirmed. */
  EACH,

  /**
   * Once for all records that came while the last force ran, before they are confirmed: group
   * commit.
   */
  BATCH,

  /**
   * When a segment is full, and otherwise whenever the kernel likes: a record is confirmed as soon
   * as the kernel has it.
   */
  NONE
}
