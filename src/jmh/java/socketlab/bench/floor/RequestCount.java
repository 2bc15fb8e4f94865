// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

/**
 * How many requests the bytes of a connection are: the first one is looked through for its end, and
 * all others are taken to be as long. So after its first request a connection costs a division a
 * read. Confined to one thread.
 */
final class RequestCount {
  /** Bytes taken by one read; a request has fewer. */
  static final int READ_BYTES = 16 * 1024;

  /** Fewer bytes are no request, and a read of them would be owed more than MOST answers. */
  private static final int LEAST_BYTES = READ_BYTES / ConstantAnswer.MOST;

  private static final int END = 0x0d0a0d0a;

  /** {@code ": close\r"}: the field Connection says so, as load generators write it. */
  private static final long CLOSE = 0x3a20636c6f73650dL;

  /** The last eight bytes of the first request, until its end was seen. */
  private long tail;

  /** Of each request; 0 while it is not known. */
  private int length;

  /** Bytes that came of a request whose end has not. */
  private int begun;

  private boolean last;

  /** A new connection, whose requests may have another length. */
  void begin() {
    tail = 0;
    length = 0;
    begun = 0;
    last = false;
  }

  /** False while the bytes have to be looked at. */
  boolean isKnown() {
    return length > 0;
  }

  /** Whether the first request wants to be the connection's last. */
  boolean isLast() {
    return last;
  }

  /** Looks through bytes for the first request's end, before {@link #ended} counts them. */
  void look(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      tail = tail << 8 | bytes[i] & 0xff;
      last |= tail == CLOSE;
      if ((int) tail == END) {
        length = begun + i + 1;
        return;
      }
    }
  }

  /**
   * Counts the requests that end in the next bytes.
   *
   * @return how many answers they are owed; -1 when they are no requests
   */
  int ended(int count) {
    begun += count;
    if (length == 0) {
      return begun < READ_BYTES ? 0 : -1;
    }
    if (length < LEAST_BYTES) {
      return -1;
    }
    int requests = begun / length;
    begun -= requests * length;
    return last ? 1 : requests;
  }
}
