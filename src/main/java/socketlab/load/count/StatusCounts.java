// SPDX-License-Identifier: Apache-2.0
package socketlab.load.count;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many answers had which status. Counting allocates nothing. Confined to a thread until that
 * has ended; then it may be added to another.
 */
public final class StatusCounts {
  /** What an answer has whose protocol knows no status. */
  public static final int NONE = 0;

  /** The largest is 599: RFC 9110 section 15. */
  private static final int KINDS = 600;

  private final long[] counts = new long[KINDS];

  /**
   * One more answer.
   *
   * @param status 100 to 599, or {@link #NONE}
   */
  public void add(int status) {
    counts[status]++;
  }

  public void add(StatusCounts other) {
    for (int status = 0; status < KINDS; status++) {
      counts[status] += other.counts[status];
    }
  }

  public long of(int status) {
    return counts[status];
  }

  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Those that were seen, the smallest first. */
  public IntStream statuses() {
    return IntStream.range(0, KINDS).filter(status -> counts[status] > 0);
  }
}
