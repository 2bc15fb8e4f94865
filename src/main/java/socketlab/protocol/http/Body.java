// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.Arrays;

/** A request's body as it comes in. It grows with what came, never by what was only announced. */
class Body {
  private final int limit;
  private byte[] bytes = new byte[1024];
  private int length;

  /**
   * @param limit bytes it may have
   */
  Body(int limit) {
    this.limit = limit;
  }

  /** A body whose bytes nobody wants. */
  static Body unwanted() {
    return new Body(0) {
      @Override
      void append(byte[] source, int from, int count) {}
    };
  }

  void append(byte[] source, int from, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(2 * bytes.length, limit)));
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  HttpError tooLarge() {
    return tooLarge(limit);
  }

  static HttpError tooLarge(int limit) {
    return new HttpError(Status.CONTENT_TOO_LARGE, "the body is longer than " + limit + " bytes");
  }
}
