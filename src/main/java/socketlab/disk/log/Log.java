// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of records that grows at its end and is deleted from its beginning. Any thread reads;
 * {@link LogWriter} appends.
 */
public abstract sealed class Log permits DiskLog, VolatileLog {
  /** What the writer's thread has for this log in one turn; empty between two turns. */
  final List<Append> turn = new ArrayList<>();

  private volatile long released;

  Log() {}

  /** The offset of the oldest record that is kept; {@link #end} when there is none. */
  public abstract long first();

  /** The offset that the next record will get. Everything before it can be read. */
  public abstract long end();

  /**
   * Reads the records from an offset on, in their order; it may wait for the disk. When the oldest
   * of them are no longer kept, it begins with {@link #first}, and its first offset shows that.
   *
   * @param from from 0; nothing is there from {@link #end} on
   * @param most how many records, at least 1
   * @param mostBytes of all of them together; a first one that is larger comes all the same
   * @throws IOException in one line with the file, when a record is damaged or cannot be read
   */
  public abstract List<LogRecord> read(long from, int most, int mostBytes) throws IOException;

  /** Bytes of a torn end that were cut off when it was opened; mostly 0. */
  public abstract long cutAtOpen();

  /**
   * Says that records before this offset are not needed any more, whatever the configuration says.
   * They are deleted by and by, in whole segments. Any thread.
   */
  public final void release(long before) {
    released = before;
  }

  final long released() {
    return released;
  }

  abstract LogConfig config();

  /**
   * Appends the records of a turn and tells each what became of it. By the writer's thread, as the
   * two below.
   *
   * @param buffer for the bytes on their way
   */
  abstract void write(List<Append> batch, FrameBuffer buffer, long millis);

  /** Deletes what is too old or too much. */
  abstract void retain(long millis) throws IOException;

  /** No more is appended; what is there can still be read. */
  abstract void close() throws IOException;
}
