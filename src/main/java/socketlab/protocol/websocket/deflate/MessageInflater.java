// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates messages, each by itself (RFC 7692 section 7.2.2). One thread at a time. */
public final class MessageInflater {
  /**
   * So many bytes a message may become whatever its ratio: a megabyte of one letter is no attack.
   *
   * <p>Deflate makes at most 1032 bytes of one.
   */
  static final int ANY_RATIO = 1 << 20;

  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** A buffer that is longer than this is not kept for the next message. */
  private static final int KEPT = 64 * 1024;

  private static final int FIRST = 1024;

  private final int ratio;
  private final Inflater inflater = new Inflater(true);
  private byte[] buffer = new byte[FIRST];
  private int size;

  /**
   * @param ratio how many times as long as it came a message may become, at least 1
   */
  MessageInflater(int ratio) {
    this.ratio = ratio;
  }

  /**
   * Inflates {@code bytes[from, from + length)}.
   *
   * @param most bytes that the message may have
   * @throws InflateException when it has more, or the bytes are no deflate
   */
  public byte[] inflate(byte[] bytes, int from, int length, long most) throws InflateException {
    inflater.reset();
    size = 0;
    long byRatio = Math.max(ANY_RATIO, (long) ratio * length);
    int bound = (int) Math.min(Math.min(most, byRatio), Integer.MAX_VALUE - 16);
    try {
      take(bytes, from, length, bound);
      take(TAIL, 0, TAIL.length, bound);
    } catch (DataFormatException e) {
      throw new InflateException(false, "a compressed message is no valid deflate");
    }
    if (size > bound) {
      throw new InflateException(
          true,
          bound == most
              ? "a message is at most " + most + " bytes long here"
              : "a message of " + length + " bytes would become longer than " + bound);
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Takes these bytes, unless the message has become longer than {@code bound}. */
  private void take(byte[] bytes, int from, int length, int bound) throws DataFormatException {
    inflater.setInput(bytes, from, length);
    while (size <= bound) {
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(2L * size, bound + 1L));
      }
      int got = inflater.inflate(buffer, size, buffer.length - size);
      size += got;
      if (inflater.finished()) {
        // Section 7.2.3.4: a sender may end blocks for good, and go on with others.
        int rest = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(bytes, from + length - rest, rest);
        if (rest == 0) {
          return;
        }
      } else if (got == 0 && inflater.needsInput()) {
        return;
      }
    }
  }

  /** Lets go of what a long message has needed. */
  void forget() {
    if (buffer.length > KEPT) {
      buffer = new byte[FIRST];
    }
  }

  /** Gives its memory back, which is not the heap's; it is not to be used any more. */
  void end() {
    inflater.end();
  }
}
