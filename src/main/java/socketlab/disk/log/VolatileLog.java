// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.util.ArrayList;
import java.util.List;

/** A log that ends with the process. Its records are deleted one by one. */
final class VolatileLog extends Log {
  private static final int ROOM = 16;

  private final LogConfig config;

  /** A ring: the record with offset n is at n modulo its length, which is a power of two. */
  private LogRecord[] ring = new LogRecord[ROOM];

  private long first;
  private long end;
  private long bytes;

  VolatileLog(LogConfig config) {
    this.config = config;
  }

  @Override
  public synchronized long first() {
    return first;
  }

  @Override
  public synchronized long end() {
    return end;
  }

  @Override
  public synchronized List<LogRecord> read(long from, int most, int mostBytes) {
    List<LogRecord> records = new ArrayList<>();
    long taken = 0;
    for (long next = Math.max(from, first); next < end && records.size() < most; next++) {
      LogRecord record = ring[place(next)];
      taken += record.bytes().length;
      if (taken > mostBytes && !records.isEmpty()) {
        break;
      }
      records.add(record);
    }
    return records;
  }

  @Override
  public long cutAtOpen() {
    return 0;
  }

  @Override
  LogConfig config() {
    return config;
  }

  @Override
  void write(List<Append> batch, FrameBuffer buffer, long millis) {
    for (Append one : batch) {
      long offset = add(one.bytes(), millis);
      one.appended(offset, millis);
    }
  }

  private synchronized long add(byte[] record, long millis) {
    if (end - first == ring.length) {
      LogRecord[] larger = new LogRecord[2 * ring.length];
      for (long offset = first; offset < end; offset++) {
        larger[(int) offset & larger.length - 1] = ring[place(offset)];
      }
      ring = larger;
    }
    ring[place(end)] = new LogRecord(end, millis, record);
    bytes += Frame.size(record.length);
    // At once: a turn may be many times what is to be kept.
    while (bytes > config.retainBytes() && first < end) {
      dropFirst();
    }
    return end++;
  }

  @Override
  synchronized void retain(long millis) {
    while (first < end
        && (first < released() || millis - ring[place(first)].millis() > config.retainMillis())) {
      dropFirst();
    }
  }

  private void dropFirst() {
    int place = place(first);
    bytes -= Frame.size(ring[place].bytes().length);
    ring[place] = null;
    first++;
  }

  private int place(long offset) {
    return (int) offset & ring.length - 1;
  }

  @Override
  void close() {
    // Nothing is open.
  }
}
