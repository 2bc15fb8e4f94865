// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.ArrayList;
import java.util.List;
import socketlab.app.jobs.JobEndpoints;
import socketlab.app.jobs.Jobs;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.protocol.websocket.WebSocketConfig;

/** The endpoints of the communication patterns: what a server serves beside {@link LabHandler}. */
public final class LabRoutes {
  private LabRoutes() {}

  /**
   * @param origins whose pages may change something, or open a WebSocket
   * @param jobs closed by whoever made them
   */
  public static List<Route> of(WebSocketConfig sockets, Origins origins, Jobs jobs) {
    List<Route> routes = new ArrayList<>();
    routes.add(EchoSocket.route(sockets, origins));
    routes.addAll(new JobEndpoints(jobs, origins).routes());
    return routes;
  }
}
