// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.http.Status;

/** The bytes of status lines (RFC 9112 section 4), each made when it is first wanted. */
final class StatusLine {
  private static final byte[][] LINES = new byte[600][];

  private StatusLine() {}

  /** The whole line with its line end; not to be changed. */
  static byte[] of(Status status) {
    byte[] line = LINES[status.code()];
    if (line == null) {
      // Two threads may both make it, and the bytes are the same.
      line = ("HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n").getBytes(US_ASCII);
      LINES[status.code()] = line;
    }
    return line;
  }
}
