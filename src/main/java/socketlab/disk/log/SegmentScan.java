// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Reads a segment whole when its log is opened: each checksum, and where the records are. */
final class SegmentScan {
  private SegmentScan() {}

  /**
   * Takes note of all records up to the end, or to the first that is not whole.
   *
   * @return the offset behind the last whole record, which ends at the segment's size
   */
  static long scan(Segment segment, FileChannel file) throws IOException {
    FrameReader reader = new FrameReader(file, 0, file.size());
    Frame frame = reader.frame();
    long next = segment.first;
    while (reader.head() && frame.offset() == next && reader.skip()) {
      segment.add(next, frame.millis(), frame.length());
      next++;
    }
    return next;
  }

  /**
   * True when a record had been forced onto the disk before another one was written that is whole
   * and behind it: what is wrong there is no torn end.
   *
   * @param broken the offset of the first record that is not whole, at the segment's size
   */
  static boolean wasForced(Segment segment, FileChannel file, long broken) throws IOException {
    long size = file.size();
    FrameReader reader = new FrameReader(file, segment.size, size);
    Frame frame = reader.frame();
    for (long position = segment.size + 1; position <= size - Frame.HEAD_BYTES; position++) {
      reader.seek(position);
      // The length of the broken one may be wrong, so the next one may begin anywhere.
      if (reader.head() && isLater(frame, broken, position - segment.size)) {
        long forced = frame.offset() - frame.unforced();
        if (reader.skip() && forced > broken) {
          return true;
        }
      }
    }
    return false;
  }

  /** Spares nearly all places a checksum. */
  private static boolean isLater(Frame frame, long broken, long bytesBetween) {
    return frame.offset() > broken
        && frame.offset() - broken <= bytesBetween / Frame.HEAD_BYTES
        && frame.unforced() >= 0;
  }
}
