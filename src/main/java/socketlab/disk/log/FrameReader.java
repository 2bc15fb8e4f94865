// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Goes through the frames of a file, with a buffer of fixed size. Of one thread. */
final class FrameReader {
  private static final int BYTES = 1 << 16;

  private final Frame frame = new Frame();
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES).limit(0);
  private final FileChannel file;
  private final long limit;

  /** Of the first byte in the buffer. */
  private long position;

  /**
   * @param limit where the file ends, or the part of it that is of interest
   */
  FrameReader(FileChannel file, long position, long limit) {
    this.file = file;
    this.position = position;
    this.limit = limit;
  }

  Frame frame() {
    return frame;
  }

  /** Where the next byte is. */
  long position() {
    return position + buffer.position();
  }

  /** Goes on elsewhere. */
  void seek(long to) {
    long inBuffer = to - position;
    if (inBuffer >= 0 && inBuffer <= buffer.limit()) {
      buffer.position((int) inBuffer);
    } else {
      buffer.limit(0);
      position = to;
    }
  }

  /** Reads a head; false when there is none that could be one. */
  boolean head() throws IOException {
    if (!fill(Frame.HEAD_BYTES)) {
      return false;
    }
    frame.read(buffer);
    return frame.length() >= 0 && frame.length() <= limit - position();
  }

  /** Reads the record behind the head, and keeps nothing; false when it is not whole. */
  boolean skip() throws IOException {
    return body(null);
  }

  /** Reads the record behind the head, as long as it says; null when it is not whole. */
  byte[] record() throws IOException {
    byte[] record = new byte[frame.length()];
    return body(record) ? record : null;
  }

  private boolean body(byte[] record) throws IOException {
    int length = frame.length();
    frame.begin();
    for (int from = 0; from < length; ) {
      if (!fill(1)) {
        return false;
      }
      int count = Math.min(length - from, buffer.remaining());
      frame.check(buffer.slice(buffer.position(), count));
      if (record != null) {
        buffer.get(buffer.position(), record, from, count);
      }
      buffer.position(buffer.position() + count);
      from += count;
    }
    return frame.isWhole();
  }

  /** True when so many bytes are in the buffer, behind what has been read. */
  private boolean fill(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return true;
    }
    position += buffer.position();
    buffer.compact();
    buffer.limit((int) Math.min(buffer.capacity(), Math.max(buffer.position(), limit - position)));
    while (buffer.position() < bytes && buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        break;
      }
    }
    buffer.flip();
    return buffer.remaining() >= bytes;
  }
}
