// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.Arrays;

/**
 * The bytes a session wants sent, in order. A session appends; the owner of the connection sends
 * from the front and says how far it came.
 *
 * <p>It grows rather than refuses, so that one answer is never cut; what bounds it is that a
 * session begins no new answer while {@link #isFull()}. It then holds at most the high-water mark
 * and one answer. Not thread-safe: it belongs to the thread that holds it.
 */
public final class Output {
  /** Bytes above which no new answer is begun, and the peer's bytes are left unread. */
  public static final int HIGH_WATER = 64 * 1024;

  private byte[] bytes;
  private int start;
  private int end;

  /**
   * @param capacity bytes to hold before it first grows, at least 1
   */
  public Output(int capacity) {
    bytes = new byte[capacity];
  }

  /** Bytes waiting to be sent. */
  public int size() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  /** True at or above the high-water mark. */
  public boolean isFull() {
    return end - start >= HIGH_WATER;
  }

  public void put(byte value) {
    reserve(1);
    bytes[end++] = value;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  public void put(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, end, length);
    end += length;
  }

  /** Appends a number in decimal digits; {@code value} is not negative. */
  public void putDecimal(long value) {
    if (value > Integer.MAX_VALUE) {
      putDecimal(value / 10);
      put((byte) ('0' + value % 10));
    } else {
      putDecimal((int) value);
    }
  }

  /** Likewise. */
  public void putDecimal(int value) {
    int digits = 1;
    for (int rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    end += digits;
    int at = end;
    do {
      bytes[--at] = (byte) ('0' + value % 10);
      value /= 10;
    } while (value > 0);
  }

  /** Appends a number in lower-case hexadecimal digits; {@code value} is not negative. */
  public void putHex(int value) {
    int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(value)) / 4);
    reserve(digits);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      bytes[end++] = (byte) Character.forDigit(value >> shift & 0xf, 16);
    }
  }

  /** Takes over what another output holds, and empties it. */
  public void putAll(Output other) {
    put(other.bytes, other.start, other.size());
    other.clear();
  }

  /**
   * Puts bytes before others that wait already: framing that can be made only when what it frames
   * is there.
   *
   * @param at the place, counted in waiting bytes from the first; at most {@link #size()}
   */
  public void insert(int at, byte[] source, int from, int length) {
    int behind = size() - at;
    reserve(length);
    int place = start + at;
    System.arraycopy(bytes, place, bytes, place + length, behind);
    System.arraycopy(source, from, bytes, place, length);
    end += length;
  }

  /** Forgets what was appended after the output had this size: an answer that failed half-way. */
  public void truncate(int size) {
    end = start + size;
  }

  public void clear() {
    start = 0;
    end = 0;
  }

  /**
   * The array that holds the waiting bytes, from {@link #offset()}; valid until the next append.
   */
  public byte[] array() {
    return bytes;
  }

  /** Where in {@link #array()} the first waiting byte is. */
  public int offset() {
    return start;
  }

  /** Bytes this output has room for without growing. */
  public int capacity() {
    return bytes.length;
  }

  /** Says that the first {@code count} bytes have been sent. */
  public void sent(int count) {
    start += count;
    if (start == end) {
      clear();
    }
  }

  private void reserve(int count) {
    if (bytes.length - end < count) {
      makeRoom(count);
    }
  }

  private void makeRoom(int count) {
    int size = size();
    if (bytes.length - size >= count && start >= size) {
      System.arraycopy(bytes, start, bytes, 0, size);
    } else {
      int wanted = Math.addExact(size, count);
      byte[] larger = new byte[Math.max(wanted, (int) Math.min(2L * bytes.length, 1 << 30))];
      System.arraycopy(bytes, start, larger, 0, size);
      bytes = larger;
    }
    start = 0;
    end = size;
  }

  @Override
  public String toString() {
    return new String(
        Arrays.copyOfRange(bytes, start, end), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
