// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.Arrays;

/**
 * The Host line that was sent last by a service's connections. Nearly all of them send the same,
 * again and again: who finds it where a field line should begin need not read it byte by byte, and
 * connections that send the same share the memory for it. Thread-safe.
 */
final class UsualHost {
  /** Bytes of the longest line that is kept: a longer one is read each time. */
  private static final int LONGEST = 128;

  private volatile byte[] line = {};

  /** A Host line that was found good, with its line end; empty when none was yet. */
  byte[] line() {
    return line;
  }

  /** Keeps {@code bytes[from, to)}, a Host line that was found good; what is kept now. */
  byte[] keep(byte[] bytes, int from, int to) {
    if (to - from <= LONGEST) {
      line = Arrays.copyOfRange(bytes, from, to);
    }
    return line;
  }
}
