// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

/** What ends a connection of HTTP/2 (RFC 9113 section 5.4.1): the code, and why in one line. */
public final class ConnectionError extends Exception {
  private final ErrorCode code;

  /**
   * @param reason in US-ASCII; the peer is told
   */
  public ConnectionError(ErrorCode code, String reason) {
    // No stack: it tells of the peer's bytes, not of this code.
    super(reason, null, false, false);
    this.code = code;
  }

  public static ConnectionError protocol(String reason) {
    return new ConnectionError(ErrorCode.PROTOCOL_ERROR, reason);
  }

  public static ConnectionError size(String reason) {
    return new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, reason);
  }

  /** A peer that makes work and asks for nothing. */
  public static ConnectionError calm(String reason) {
    return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, reason);
  }

  public ErrorCode code() {
    return code;
  }
}
