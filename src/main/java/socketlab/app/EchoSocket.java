// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.List;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.Method;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketHandler;
import socketlab.protocol.websocket.WebSocketUpgrade;

/** Messages back, as they came: what the public test suites of WebSocket ask for. */
public final class EchoSocket implements WebSocketHandler {
  private EchoSocket() {}

  /** Pages of other sites are turned away: a WebSocket asks for no permission beforehand. */
  public static RouteGroup routes(WebSocketConfig config, Origins origins) {
    Route route =
        Route.glance(
            "/ws/echo",
            List.of(Method.GET),
            origins.guard(
                (request, response) ->
                    WebSocketUpgrade.answer(request, response, config, new EchoSocket())));
    return () -> List.of(route);
  }

  @Override
  public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
    if (text) {
      socket.text(bytes, from, length);
    } else {
      socket.binary(bytes, from, length);
    }
  }
}
