// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Gathers frames, so that the many records of a turn leave in one write. One for all logs of a
 * writer, and of its thread.
 */
final class FrameBuffer {
  private static final int BYTES = 1 << 18;

  private final Frame frame = new Frame();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private FileChannel file;
  private long position;

  /** What is put from now on goes here. */
  void begin(FileChannel file, long position) {
    buffer.clear();
    this.file = file;
    this.position = position;
  }

  void put(long offset, long millis, long unforced, byte[] record) throws IOException {
    put(frame.head(offset, millis, unforced, record));
    put(record);
  }

  private void put(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(bytes.length - from, buffer.remaining());
      buffer.put(bytes, from, count);
      from += count;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  /** Gives the kernel all of it. */
  void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      position += file.write(buffer, position);
    }
    buffer.clear();
  }
}
