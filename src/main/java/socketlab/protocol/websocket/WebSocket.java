// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.Executor;

/**
 * The open connection, as a {@link WebSocketHandler} sees it. To be used only while the handler is
 * called, by the thread that calls it; {@link #waker} is for others.
 */
public interface WebSocket {
  /** Sends a text message; nothing once it is being closed. */
  default void text(String message) {
    byte[] bytes = message.getBytes(UTF_8);
    text(bytes, 0, bytes.length);
  }

  /** Likewise, of bytes that are UTF-8; they are copied. */
  void text(byte[] utf8, int from, int length);

  /** Sends a binary message; its bytes are copied. */
  void binary(byte[] bytes, int from, int length);

  /** Sends a message whose frame was made before; the same one may go to any number of peers. */
  void send(PreparedMessage message);

  /**
   * Closes it: nothing is sent behind this, and the peer's answer ends the connection.
   *
   * @param code one that {@linkplain CloseCode#maySend may be sent}
   * @param reason for the peer, at most 123 bytes in UTF-8
   */
  void close(int code, String reason);

  /**
   * True when so much waits for the peer to read it that no more should be sent now. Once this has
   * said so, {@link WebSocketHandler#resumed} is called when there is room.
   */
  boolean isFull();

  /**
   * Asks for {@link WebSocketHandler#resumed}. May be kept, and run by any thread, any number of
   * times, at once or never.
   */
  Runnable waker();

  /** What owns the connection: see {@link socketlab.protocol.Peer#owner}. May be kept. */
  Executor owner();
}
