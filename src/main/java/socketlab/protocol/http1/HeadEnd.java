// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;

/**
 * The Content-Length (RFC 9110 section 8.6) and the empty line behind it: how the head of nearly
 * every answer ends. Of short bodies each end is made once, when it is first wanted, so that it
 * costs one copy and no division.
 */
final class HeadEnd {
  private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] EMPTY_LINE = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[][] SHORT = new byte[1024][];

  private HeadEnd() {}

  /** Appends both. */
  static void put(long length, Output out) {
    if (length < SHORT.length) {
      out.put(of((int) length));
      return;
    }
    out.put(CONTENT_LENGTH);
    out.putDecimal(length);
    out.put(EMPTY_LINE);
  }

  private static byte[] of(int length) {
    byte[] end = SHORT[length];
    if (end == null) {
      // Two threads may both make it, and the bytes are the same.
      end = ("Content-Length: " + length + "\r\n\r\n").getBytes(US_ASCII);
      SHORT[length] = end;
    }
    return end;
  }
}
