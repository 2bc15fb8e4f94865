// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.Arrays;

/**
 * A message that comes in pieces: fragments, and parts of them as they were cut on the way. It
 * holds memory for what has come and not for what was announced, and none between two messages.
 */
final class MessageBuffer {
  private static final byte[] NOTHING = {};
  private static final int FIRST = 256;

  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 16;

  private final long most;

  /** Bytes that may come of the message under way, compressed or not. */
  private long mayCome;

  private byte[] bytes = NOTHING;
  private int size;

  /**
   * @param most bytes that a message may have
   */
  MessageBuffer(long most) {
    this.most = Math.min(most, LONGEST_ARRAY);
  }

  /**
   * Looks at what a frame's head announces, before it has come.
   *
   * @param compressed whether the message is; what cannot be made smaller is a little longer then
   */
  void announce(long length, boolean compressed) throws WebSocketError {
    mayCome = compressed ? Math.min(most + (most >> 10) + 64, LONGEST_ARRAY) : most;
    if (length > mayCome - size) {
      throw new WebSocketError(
          CloseCode.TOO_BIG, "a message is at most " + most + " bytes long here");
    }
  }

  /** Appends {@code source[from, to)} with the mask taken off; what was announced. */
  void append(byte[] source, int from, int to, int key, long offset) {
    int count = to - from;
    if (bytes.length - size < count) {
      int wanted = Math.max(size + count, FIRST);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(wanted, 2L * bytes.length), mayCome));
    }
    System.arraycopy(source, from, bytes, size, count);
    Frames.unmask(bytes, size, size + count, key, offset);
    size += count;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Bytes of memory that it holds. */
  int kept() {
    return bytes.length;
  }

  void clear() {
    bytes = NOTHING;
    size = 0;
  }
}
