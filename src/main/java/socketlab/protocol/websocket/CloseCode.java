// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

/** Why a WebSocket is closed: the status codes of RFC 6455 section 7.4 and of its registry. */
public final class CloseCode {
  /** Whatever it was for is done. */
  public static final int NORMAL = 1000;

  /** A server stops, or a browser has left the page. */
  public static final int GOING_AWAY = 1001;

  public static final int PROTOCOL_ERROR = 1002;

  /** A type of message that is not taken here, such as a binary one where text is meant. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** The peer's Close said no reason; never sent. */
  public static final int NONE = 1005;

  /** The connection ended without a Close; never sent. */
  public static final int ABNORMAL = 1006;

  /** A message is not what its type says: text that is no UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** What the peer asks for is not allowed here. */
  public static final int POLICY = 1008;

  public static final int TOO_BIG = 1009;

  /** The server failed. */
  public static final int INTERNAL_ERROR = 1011;

  /** The server has no room for it now. */
  public static final int TRY_AGAIN_LATER = 1013;

  private CloseCode() {}

  /**
   * True when a Close frame may carry it: the registered ones but those that only tell a program
   * what happened (1005, 1006, 1015), and those from 3000 to 4999 that are for others to give out.
   */
  public static boolean maySend(int code) {
    return code >= 1000 && code <= 1003
        || code >= 1007 && code <= 1014
        || code >= 3000 && code <= 4999;
  }
}
