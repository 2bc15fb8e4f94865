// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

/**
 * How many completions a loop waits for: as many as came of late, while they come in time.
 *
 * <p>A loop that is faster than its clients finds one or two completions a wait and pays for a
 * system call, often for a sleep, for each. Waiting for some more makes one call of several. It
 * must not cost those who wait for an answer, so it asks for no more than the last wait brought,
 * and no more than a share of the connections could bring (all of them would be waiting for one
 * another); and when they do not come in time it waits for single ones again, twice as long each
 * time. A lone connection is never kept waiting. Confined to the loop's thread.
 */
final class Gathering {
  /** What a wait for several may take, and so the most that an answer can be late by it. */
  static final long MOST_NANOS = 100_000;

  private static final int MOST = 16;
  private static final int LONGEST_REST = 4096;

  private int wanted = 1;

  /** Waits left for single completions, and how many there will be after the next failure. */
  private int rest;

  private int nextRest = 1;

  /**
   * How long to wait for several, where a single one would be waited for so long (-1: for ever).
   */
  static long atMost(long nanos) {
    return nanos < 0 ? MOST_NANOS : Math.min(nanos, MOST_NANOS);
  }

  /** Completions to wait for now, at least 1. */
  int wanted() {
    return wanted;
  }

  /**
   * A wait is over.
   *
   * @param count completions it brought
   * @param share that may be waited for at the most
   */
  void came(int count, int share) {
    if (count < wanted) {
      wanted = 1;
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, 2 * nextRest);
    } else if (rest > 0) {
      rest--;
    } else {
      if (wanted > 1) {
        nextRest = Math.max(1, nextRest - 1);
      }
      wanted = Math.clamp(count, 1, Math.clamp(share, 1, MOST));
    }
  }
}
