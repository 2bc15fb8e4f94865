// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

/**
 * How safe the records of a log are, and how long they are kept.
 *
 * @param segmentBytes how large a segment may become; only a single record may be larger
 * @param retainBytes the oldest segments are deleted when all are larger together, headers of
 *     records included; at least {@code segmentBytes}
 * @param retainMillis records are kept at least this long, unless there are too many, and no longer
 *     than about twice as long
 */
public record LogConfig(FsyncPolicy policy, int segmentBytes, long retainBytes, long retainMillis) {
  /** Positions in a segment are whole numbers of 31 bits. */
  public static final int MOST_SEGMENT_BYTES = 1 << 30;

  /** A larger record is refused. */
  public static final int MOST_RECORD_BYTES = 1 << 26;

  /** For {@code retainBytes} and {@code retainMillis}. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  private static final int SEGMENT_BYTES = 1 << 24;

  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public LogConfig {
    if (segmentBytes < 1 || segmentBytes > MOST_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "a segment has 1 to " + MOST_SEGMENT_BYTES + " bytes, not " + segmentBytes);
    }
    if (retainBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "a log keeps at least one segment, " + segmentBytes + " bytes, not " + retainBytes);
    }
    if (retainMillis < 1) {
      throw new IllegalArgumentException("records are kept 1 ms or longer, not " + retainMillis);
    }
  }

  /** Segments of 16 MiB that are kept for ever. */
  public static LogConfig of(FsyncPolicy policy) {
    return new LogConfig(policy, SEGMENT_BYTES, FOR_EVER, FOR_EVER);
  }

  /**
   * The same, with limits; segments are small enough that little more than needed is deleted at
   * once.
   */
  public LogConfig retain(long bytes, long millis) {
    long segment = Math.clamp(bytes / 8, 1, segmentBytes);
    return new LogConfig(policy, (int) segment, bytes, millis);
  }
}
