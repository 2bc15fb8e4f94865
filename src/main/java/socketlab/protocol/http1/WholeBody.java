// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.Arrays;

/** A body that is kept until it is whole. It grows with what came, never by what was announced. */
final class WholeBody implements BodySink {
  /** Bytes that an array can surely have. */
  static final int MOST = Integer.MAX_VALUE - 16;

  private final long limit;
  private byte[] bytes = new byte[1024];
  private int length;

  /**
   * @param limit bytes it may have, {@link #MOST} at most; who appends has checked that
   */
  WholeBody(long limit) {
    this.limit = limit;
  }

  @Override
  public int take(byte[] source, int from, int to) {
    int count = to - from;
    if (bytes.length - length < count) {
      long twice = Math.min(2L * bytes.length, limit);
      bytes = Arrays.copyOf(bytes, (int) Math.max(length + count, twice));
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public int kept() {
    return bytes.length;
  }
}
