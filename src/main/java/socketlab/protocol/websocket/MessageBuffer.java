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

  private final long most;
  private byte[] bytes = NOTHING;
  private int size;

  /**
   * @param most bytes that a message may have
   */
  MessageBuffer(long most) {
    this.most = Math.min(most, Integer.MAX_VALUE - 16);
  }

  /** Looks at what a frame's head announces, before it has come. */
  void announce(long length) throws WebSocketError {
    if (length > most - size) {
      throw new WebSocketError(
          CloseCode.TOO_BIG, "a message is at most " + most + " bytes long here");
    }
  }

  /** Appends {@code source[from, to)} with the mask taken off; what was announced. */
  void append(byte[] source, int from, int to, int key, long offset) {
    int count = to - from;
    if (bytes.length - size < count) {
      int wanted = Math.max(size + count, FIRST);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(wanted, 2L * bytes.length), most));
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
