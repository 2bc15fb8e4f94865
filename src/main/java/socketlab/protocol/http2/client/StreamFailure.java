// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

/**
 * Why a request got no whole answer.
 *
 * @param reason in one line
 */
public record StreamFailure(Kind kind, String reason) {
  /** What may be done about it. */
  public enum Kind {
    /** The server says that it has not begun with it: it may be sent again (RFC 9113 8.7). */
    NOT_PROCESSED,
    /** The server has reset the stream. */
    RESET,
    /** What the server sent is no answer. */
    MALFORMED,
    /** The connection has ended. */
    CONNECTION
  }
}
