// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketHandler;

/** Messages back, as they came: what the public test suites of WebSocket ask for. */
final class EchoSocket implements WebSocketHandler {
  @Override
  public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
    if (text) {
      socket.text(bytes, from, length);
    } else {
      socket.binary(bytes, from, length);
    }
  }
}
