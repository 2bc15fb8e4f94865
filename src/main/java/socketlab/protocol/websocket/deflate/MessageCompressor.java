// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses messages, each by itself (RFC 7692 section 7.2.1). One thread at a time.
 *
 * <p>The JDK's compressor refers back up to 32 KiB and cannot be told less. A client that has a
 * smaller window gets the message in parts of that size, and nothing in one refers to another.
 */
public final class MessageCompressor {
  /** What {@link #compress} returns when the message is better sent as it is. */
  public static final int NOT_SMALLER = -1;

  /** The empty block that a flush ends with, and that does not travel: 00 00 ff ff. */
  static final int TAIL = 4;

  /** A buffer that is longer than this is not kept for the next message. */
  private static final int KEPT = 64 * 1024;

  /** Less room than this, and a flush may write its mark twice. */
  private static final int LEAST_ROOM = 16;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private byte[] buffer = new byte[1024];
  private int size;

  MessageCompressor() {}

  /**
   * Compresses {@code bytes[from, from + length)} into {@link #bytes}.
   *
   * @param length at least 1
   * @param windowBits how far back it may refer, as a power of two, from 8 to 15
   * @return how many bytes that are, or {@link #NOT_SMALLER}
   */
  public int compress(byte[] bytes, int from, int length, int windowBits) {
    deflater.reset();
    size = 0;
    int part = windowBits == DeflateTerms.MOST_BITS ? length : 1 << windowBits;
    int end = from + length;
    for (int at = from; at < end; at += part) {
      int count = Math.min(part, end - at);
      deflater.setInput(bytes, at, count);
      if (!flush(at + count < end ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH, length)) {
        return NOT_SMALLER;
      }
      if (end - at <= part) {
        break;
      }
    }
    size -= TAIL;
    return size < length ? size : NOT_SMALLER;
  }

  /** False as soon as it has become longer than {@code length}. */
  private boolean flush(int how, int length) {
    int room;
    int got;
    do {
      if (buffer.length - size < LEAST_ROOM) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      room = buffer.length - size;
      got = deflater.deflate(buffer, size, room, how);
      size += got;
      if (size > length + TAIL) {
        return false;
      }
    } while (got == room);
    return true;
  }

  /** Holds the compressed message from 0; valid until the next one, or {@link #forget}. */
  public byte[] bytes() {
    return buffer;
  }

  /** Lets go of what a long message has needed. */
  void forget() {
    if (buffer.length > KEPT) {
      buffer = new byte[1024];
    }
  }

  /** Gives its memory back, which is not the heap's; it is not to be used any more. */
  void end() {
    deflater.end();
  }
}
