// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * How much of a peer is accepted.
 *
 * @param headerBytes of a request line with its header fields, and of trailer fields; above it 414
 *     when the request line is what is too long, else 431
 * @param bodyBytes of a request's body; above it 413
 * @param pipelined requests of one connection that may be worked on at once; above it its bytes are
 *     left unread until an answer has left
 */
public record HttpLimits(int headerBytes, int bodyBytes, int pipelined) {
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
  }
}
