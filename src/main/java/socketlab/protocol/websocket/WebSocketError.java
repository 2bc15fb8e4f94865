// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

/** The peer broke the protocol or a limit: why the connection fails, RFC 6455 section 7.1.7. */
public final class WebSocketError extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  /**
   * @param reason one line for the peer, at most 123 bytes
   */
  public WebSocketError(int code, String reason) {
    // Without a trace: it is the peer's fault, and peers may have many.
    super(reason, null, false, false);
    this.code = code;
  }

  public static WebSocketError protocol(String reason) {
    return new WebSocketError(CloseCode.PROTOCOL_ERROR, reason);
  }

  public int code() {
    return code;
  }
}
