// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

/**
 * How many requests end in the bytes of a connection: a request ends with an empty line, and that
 * is all that is looked for, but for the field that ends the connection. Confined to one thread.
 */
final class RequestCount {
  /** The most bytes that are read at once. */
  static final int READ_BYTES = 16 * 1024;

  private static final int END = 0x0d0a0d0a;

  /** {@code ": close\r"}: the field Connection says so, as load generators write it. */
  private static final long CLOSE = 0x3a20636c6f73650dL;

  /** The last eight bytes of a request whose end has not come. */
  private long tail;

  /** Whether that request wants to be the connection's last. */
  private boolean closing;

  private boolean last;

  /** A new connection. */
  void begin() {
    tail = 0;
    closing = false;
    last = false;
  }

  /** Whether the connection's last request has ended. */
  boolean isLast() {
    return last;
  }

  /**
   * Counts in the next bytes, at most {@link #READ_BYTES}.
   *
   * @return how many answers are owed; -1 when these are too many to be requests
   */
  int ended(byte[] bytes, int count) {
    int ended = 0;
    long seen = tail;
    for (int i = 0; i < count && !last; i++) {
      seen = seen << 8 | bytes[i] & 0xff;
      if ((int) seen == END) {
        ended++;
        seen = 0;
        last = closing;
      } else if (seen == CLOSE) {
        closing = true;
      }
    }
    tail = seen;
    return ended <= ConstantAnswer.MOST ? ended : -1;
  }
}
