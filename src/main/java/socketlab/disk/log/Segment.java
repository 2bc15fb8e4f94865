// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * One file of a log. What is not final belongs to the writer's thread, or to the one that opens the
 * log; any thread reads records that are published.
 */
final class Segment {
  /** How files are opened; tests have some that fail. */
  interface Opener {
    FileChannel open(Path path, OpenOption... options) throws IOException;
  }

  private static final String SUFFIX = ".log";
  private static final int DIGITS = 19;

  final Path path;
  final long first;
  private final SparseIndex index = new SparseIndex();

  /** Bytes of all its whole records. */
  long size;

  long oldestMillis;
  long newestMillis;

  Segment(Path folder, long first) {
    this.first = first;
    path = folder.resolve(("%0" + DIGITS + "d").formatted(first) + SUFFIX);
  }

  /** The offset that a file is named by; empty when it is no segment. */
  static OptionalLong firstOf(Path file) {
    String name = file.getFileName().toString();
    if (name.length() != DIGITS + SUFFIX.length()
        || !name.endsWith(SUFFIX)
        || !name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(name.substring(0, DIGITS)));
  }

  /** Takes note of a record behind the last one. */
  void add(long offset, long millis, int length) {
    index.add((int) (offset - first), (int) size);
    if (size == 0) {
      oldestMillis = millis;
    }
    newestMillis = millis;
    size += Frame.size(length);
  }

  /**
   * Reads records that are published.
   *
   * @param from the first one, in this segment
   * @param end behind the last one of interest, in this segment or its end
   * @param records to add to, up to {@code most}
   * @param room bytes of records that may still be added; the first of all is added anyway
   * @return bytes of room that are left; below 0 when one more had none
   */
  long read(FileChannel file, long from, long end, List<LogRecord> records, int most, long room)
      throws IOException {
    int start = index.positionBefore((int) Math.min(from - first, Integer.MAX_VALUE));
    FrameReader reader = new FrameReader(file, start, file.size());
    long left = room;
    for (long next = -1; next < end - 1 && records.size() < most; ) {
      long position = reader.position();
      if (!reader.head()) {
        throw damaged(position);
      }
      next = reader.frame().offset();
      if (next < from) {
        reader.seek(reader.position() + reader.frame().length());
        continue;
      }
      left -= reader.frame().length();
      if (left < 0 && !records.isEmpty()) {
        return left;
      }
      byte[] record = reader.record();
      if (record == null) {
        throw damaged(position);
      }
      records.add(new LogRecord(next, reader.frame().millis(), record));
    }
    return left;
  }

  /** What is wrong, and where. */
  IOException damaged(long position) {
    return new IOException(
        path
            + " is damaged at byte "
            + position
            + "; restore the file, or move the log's folder away to begin a new one");
  }
}
