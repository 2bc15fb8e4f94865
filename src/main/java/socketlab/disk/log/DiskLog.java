// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A log in a folder. The folder and the first segment are made by the first append, so that opening
 * a new log writes nothing.
 *
 * <p>A reader opens the file for itself: a channel that is shared would be closed for all when one
 * of their threads is interrupted, and a segment that is deleted meanwhile can be read to its end.
 */
final class DiskLog extends Log {
  private final Path folder;
  private final LogConfig config;
  private final Segment.Opener opener;
  private long cut;

  /** Oldest first; replaced, never changed. */
  private volatile Segment[] segments = {};

  /** What is read stops here. Written behind the segments, and read before them. */
  private volatile long end;

  /** The file of the last segment; null as long as there is none. Of the writer's thread. */
  private FileChannel file;

  /** Behind the last record that is on the disk for certain. Of the writer's thread. */
  private long forced;

  /** Whether bytes of a failed write may stand behind the last record. Of the writer's thread. */
  private boolean mustCut;

  private DiskLog(Path folder, LogConfig config, Segment.Opener opener) {
    this.folder = folder;
    this.config = config;
    this.opener = opener;
  }

  /**
   * Reads all of it once, and cuts off a torn end.
   *
   * @throws IOException in one line with the file, when a record is damaged or a segment missing
   */
  static DiskLog open(Path folder, LogConfig config, Segment.Opener opener) throws IOException {
    DiskLog log = new DiskLog(folder, config, opener);
    try {
      log.openSegments(LogFolder.firstOffsets(folder));
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
    return log;
  }

  private void openSegments(List<Long> firsts) throws IOException {
    List<Segment> all = new ArrayList<>();
    long next = firsts.isEmpty() ? 0 : firsts.getFirst();
    for (long first : firsts) {
      Segment segment = new Segment(folder, first);
      if (first != next) {
        throw new IOException(
            segment.path + " does not follow offset " + next + "; restore the files between");
      }
      boolean isLast = first == firsts.getLast();
      file = opener.open(segment.path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      next = SegmentScan.scan(segment, file);
      if (segment.size < file.size()) {
        if (!isLast || SegmentScan.wasForced(segment, file, next)) {
          throw segment.damaged(segment.size);
        }
        cut = file.size() - segment.size;
        file.truncate(segment.size);
      }
      if (isLast) {
        // What a process wrote before it was killed may be with the kernel only.
        file.force(true);
      } else {
        file.close();
      }
      all.add(segment);
    }
    segments = all.toArray(Segment[]::new);
    forced = next;
    end = next;
  }

  @Override
  public long first() {
    Segment[] now = segments;
    return now.length == 0 ? 0 : now[0].first;
  }

  @Override
  public long end() {
    return end;
  }

  @Override
  public long cutAtOpen() {
    return cut;
  }

  @Override
  LogConfig config() {
    return config;
  }

  @Override
  public List<LogRecord> read(long from, int most, int mostBytes) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    long behind = end;
    Segment[] now = segments;
    long next = now.length == 0 ? behind : Math.max(from, now[0].first);
    long room = mostBytes;
    while (next < behind && records.size() < most && room >= 0) {
      int at = indexOf(next, now);
      Segment segment = now[at];
      long here = at + 1 < now.length ? Math.min(behind, now[at + 1].first) : behind;
      try (FileChannel channel = opener.open(segment.path, StandardOpenOption.READ)) {
        room = segment.read(channel, next, here, records, most, room);
      } catch (NoSuchFileException e) {
        if (segments[0].first <= segment.first) {
          throw e;
        }
        // It has been deleted meanwhile: what is kept begins behind it.
        return records.isEmpty() ? read(from, most, mostBytes) : records;
      }
      next = here;
    }
    return records;
  }

  private static int indexOf(long offset, Segment[] all) {
    int at = all.length - 1;
    while (at > 0 && all[at].first > offset) {
      at--;
    }
    return at;
  }

  @Override
  void write(List<Append> batch, FrameBuffer buffer, long millis) {
    for (int from = 0; from < batch.size(); ) {
      int until;
      try {
        until = makeRoom(batch, from);
      } catch (IOException e) {
        Append.failAll(batch.subList(from, batch.size()), e);
        return;
      }
      commit(batch.subList(from, until), buffer, millis);
      from = until;
    }
  }

  /**
   * Has a segment ready for the next record.
   *
   * @return behind the last record that can be written with it and forced at once
   */
  private int makeRoom(List<Append> batch, int from) throws IOException {
    cutFailedWrite();
    long size = Frame.size(batch.get(from).bytes().length);
    if (file == null || last().size > 0 && last().size + size > config.segmentBytes()) {
      roll();
    }
    int until = from + 1;
    if (config.policy() != FsyncPolicy.EACH) {
      size += last().size;
      while (until < batch.size()) {
        size += Frame.size(batch.get(until).bytes().length);
        if (size > config.segmentBytes()) {
          break;
        }
        until++;
      }
    }
    return until;
  }

  private Segment last() {
    Segment[] all = segments;
    return all[all.length - 1];
  }

  /** All of it, or nothing. */
  private void commit(List<Append> batch, FrameBuffer buffer, long millis) {
    Segment segment = last();
    long offset = end;
    try {
      buffer.begin(file, segment.size);
      for (Append one : batch) {
        buffer.put(offset, millis, offset - forced, one.bytes());
        offset++;
      }
      buffer.flush();
      if (config.policy() != FsyncPolicy.NONE) {
        file.force(false);
        forced = offset;
      }
    } catch (IOException e) {
      mustCut = true;
      try {
        cutFailedWrite();
      } catch (IOException cannot) {
        // Tried again before the next record.
        e.addSuppressed(cannot);
      }
      Append.failAll(batch, e);
      return;
    }
    offset = end;
    for (Append one : batch) {
      segment.add(offset++, millis, one.bytes().length);
    }
    long first = end;
    end = offset;
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).appended(first + i, millis);
    }
  }

  private void cutFailedWrite() throws IOException {
    if (mustCut) {
      file.truncate(last().size);
      mustCut = false;
    }
  }

  /** Ends the last segment and begins another one. */
  private void roll() throws IOException {
    if (file != null) {
      // Whatever the policy: only the last segment may have a torn end.
      file.force(true);
      forced = end;
    } else {
      LogFolder.create(folder);
    }
    Segment next = new Segment(folder, end);
    FileChannel opened =
        opener.open(
            next.path,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      LogFolder.force(folder);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    if (file != null) {
      file.close();
    }
    file = opened;
    Segment[] all = Arrays.copyOf(segments, segments.length + 1);
    all[all.length - 1] = next;
    segments = all;
  }

  @Override
  void retain(long millis) throws IOException {
    if (segments.length == 0) {
      return;
    }
    // Before a new segment is begun, for which a full disk may have no room.
    while (segments.length > 1 && isOver(segments[0], segments[1].first, millis)) {
      Segment oldest = segments[0];
      segments = Arrays.copyOfRange(segments, 1, segments.length);
      Files.deleteIfExists(oldest.path);
      // One after another, also on the disk: a crash must not leave a gap.
      LogFolder.force(folder);
    }
    Segment last = last();
    boolean isUnneeded = released() >= end;
    if (last.size > 0 && (isUnneeded || millis - last.oldestMillis > config.retainMillis())) {
      // So that it can be deleted the next time, or when it is old enough.
      roll();
    }
  }

  private boolean isOver(Segment oldest, long itsEnd, long millis) {
    if (itsEnd <= released() || millis - oldest.newestMillis > config.retainMillis()) {
      return true;
    }
    long bytes = 0;
    for (Segment segment : segments) {
      bytes += segment.size;
    }
    return bytes > config.retainBytes();
  }

  @Override
  void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
