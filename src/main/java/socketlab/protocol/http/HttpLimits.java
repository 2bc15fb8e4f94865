// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.time.Duration;

/**
 * How much of a peer is accepted, and how slowly.
 *
 * @param headerBytes of a request line with its header fields, and of trailer fields; above it 414
 *     when the request line is what is too long, else 431
 * @param bodyBytes of a request's body; above it 413
 * @param pipelined requests of one connection that may be worked on at once; above it its bytes are
 *     left unread until an answer has left
 * @param headerNanos for a request's head, from its first byte (the first request's: from the
 *     connection) to its last; a body gets it too, and a second more for every {@value #BODY_RATE}
 *     bytes that come, of which {@value #BODY_SPAN} count at the most: a peer that has sent a lot
 *     may not be silent for long
 * @param idleNanos between two requests
 */
public record HttpLimits(
    int headerBytes, long bodyBytes, int pipelined, long headerNanos, long idleNanos) {
  /** A body may not come slower, in bytes a second, once its first time is used up. */
  public static final int BODY_RATE = 1024;

  /** Bytes of a body after which its time begins anew. */
  public static final int BODY_SPAN = 64 * 1024;

  public static final HttpLimits DEFAULT = new HttpLimits(16 * 1024, 1024 * 1024, 64);

  public HttpLimits {
    if (headerBytes < 64 || bodyBytes < 0 || pipelined < 1) {
      throw new IllegalArgumentException(
          "header bytes at least 64, body bytes at least 0, pipelined at least 1; not "
              + headerBytes
              + ", "
              + bodyBytes
              + ", "
              + pipelined);
    }
    if (headerNanos <= 0 || idleNanos <= 0) {
      throw new IllegalArgumentException(
          "time limits are above zero, not " + headerNanos + ", " + idleNanos + " ns");
    }
  }

  /** With ten seconds for a head and sixty between two requests. */
  public HttpLimits(int headerBytes, long bodyBytes, int pipelined) {
    this(headerBytes, bodyBytes, pipelined, 10_000_000_000L, 60_000_000_000L);
  }

  /** The same amounts, with these times. */
  public HttpLimits within(Duration header, Duration idle) {
    return new HttpLimits(headerBytes, bodyBytes, pipelined, header.toNanos(), idle.toNanos());
  }

  /** Nanoseconds that a body may take of which so many bytes have come. */
  public long bodyNanos(long received) {
    return headerNanos + received * (1_000_000_000L / BODY_RATE);
  }
}
