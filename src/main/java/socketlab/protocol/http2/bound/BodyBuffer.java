// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.bound;

import java.util.Arrays;

/** Bytes of a body that have come and wait. It grows with what came. Not thread-safe. */
public final class BodyBuffer {
  /** Bytes that an array can surely have. */
  public static final int MOST = Integer.MAX_VALUE - 16;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int from;
  private int to;

  public int size() {
    return to - from;
  }

  public boolean isEmpty() {
    return from == to;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes()} the first is. */
  public int from() {
    return from;
  }

  public void add(byte[] source, int begin, int end) {
    int count = end - begin;
    if (bytes.length - to < count) {
      byte[] room = bytes;
      if (bytes.length < 2L * (size() + count)) {
        room = new byte[Math.max(256, (int) Math.min(MOST, 2L * (size() + count)))];
      }
      System.arraycopy(bytes, from, room, 0, to - from);
      bytes = room;
      to -= from;
      from = 0;
    }
    System.arraycopy(source, begin, bytes, to, count);
    to += count;
  }

  /** The first so many are done with. */
  public void take(int count) {
    from += count;
    if (from == to) {
      from = 0;
      to = 0;
    }
  }

  /** Forgets all, and lets go of an array that is larger than this. */
  public void release(int largest) {
    from = 0;
    to = 0;
    if (bytes.length > largest) {
      bytes = NOTHING;
    }
  }

  /** Bytes of memory it takes; none while it is empty. */
  public int kept() {
    return isEmpty() ? 0 : bytes.length;
  }

  @Override
  public String toString() {
    return new String(
        Arrays.copyOfRange(bytes, from, to), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
