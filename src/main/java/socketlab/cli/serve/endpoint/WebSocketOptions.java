// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.EchoSocket;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;

/** The WebSocket endpoints, whose limits are those of HTTP. */
final class WebSocketOptions implements EndpointPart {
  @Override
  public void addTo(Options options) {
    // None of its own.
  }

  @Override
  public RouteGroup routes(Setting setting) {
    return EchoSocket.routes(setting.sockets(), setting.origins());
  }
}
