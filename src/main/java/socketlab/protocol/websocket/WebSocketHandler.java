// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

/**
 * What one connection's messages do. Made for each connection, called by one thread at a time; what
 * it throws closes the connection with 1011.
 */
public interface WebSocketHandler {
  /** The connection is open; the server may speak first. */
  default void opened(WebSocket socket) {}

  /**
   * A whole message has come. The next one is not taken before this has returned.
   *
   * <p>Called by the thread that reads the connection or by a worker, as the pattern has it.
   *
   * @param text whether it is text, which is UTF-8 then; else it is binary
   * @param bytes {@code bytes[from, from + length)} is the message, valid for this call
   */
  void message(WebSocket socket, boolean text, byte[] bytes, int from, int length);

  /** It was woken, or there is room again behind {@link WebSocket#isFull}. */
  default void resumed(WebSocket socket) {}

  /**
   * The connection is over; called once, the last of all.
   *
   * @param code what the peer's Close said, {@link CloseCode#NONE} when that said nothing, {@link
   *     CloseCode#ABNORMAL} when there was none
   */
  default void closed(int code) {}
}
