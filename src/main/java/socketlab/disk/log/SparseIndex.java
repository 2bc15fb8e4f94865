// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.util.Arrays;

/**
 * Where in a segment some of its records are: one in about every 4 KiB, so that an index costs a
 * 512th of its segment however small the records are, and a reader passes over a page at most. It
 * is made anew when the log is opened, where each record is read anyway. One thread adds, any
 * reads.
 */
final class SparseIndex {
  private static final int STEP_BYTES = 4096;
  private static final int ROOM = 16;

  /** Each the record's number in the segment, and its position in the lower half. */
  private volatile long[] entries = new long[ROOM];

  private volatile int count;

  /** Takes note of a record, if it is far enough from the last one that is here. */
  void add(int number, int position) {
    int n = count;
    if (n > 0 && position - positionOf(entries[n - 1]) < STEP_BYTES) {
      return;
    }
    if (n == entries.length) {
      entries = Arrays.copyOf(entries, 2 * n);
    }
    entries[n] = (long) number << Integer.SIZE | position;
    count = n + 1;
  }

  /** The position of a record at or before this one; 0 when there is none. */
  int positionBefore(int number) {
    // Before the entries: those it counts are in the array that is read after it.
    int above = count;
    long[] all = entries;
    int below = 0;
    while (above - below > 1) {
      int middle = (below + above) >>> 1;
      if (numberOf(all[middle]) <= number) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above == 0 ? 0 : positionOf(all[below]);
  }

  private static int numberOf(long entry) {
    return (int) (entry >>> Integer.SIZE);
  }

  private static int positionOf(long entry) {
    return (int) entry;
  }
}
