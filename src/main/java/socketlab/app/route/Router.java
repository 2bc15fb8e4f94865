// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.stream.Collectors;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** Finds the route of a request, and answers where there is none. Thread-safe. */
public final class Router implements HttpHandler {
  private static final byte[] NOT_FOUND =
      "not found; GET / lists what is here\n".getBytes(US_ASCII);
  private static final byte[] OTHER_METHOD =
      "not by this method; see the Allow header\n".getBytes(US_ASCII);
  private static final byte[] SERVER_AS_A_WHOLE = {'*'};

  private final Route[] routes;
  private final Field allMethods;

  /**
   * @param routes tried in their order; those that are asked for most come first
   */
  public Router(List<Route> routes) {
    this.routes = routes.toArray(Route[]::new);
    allMethods =
        new Field(
            "Allow",
            routes.stream()
                    .flatMap(route -> route.methods().stream())
                    .distinct()
                    .sorted()
                    .map(Enum::name)
                    .collect(Collectors.joining(", "))
                + ", OPTIONS");
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    if (TooEarly.isSo(request)) {
      TooEarly.refuse(response);
      return;
    }
    Route route = route(request);
    if (route == null) {
      noRoute(request, response);
    } else if (route.allows(request)) {
      route.handler().handle(request, response);
    } else {
      route.refusal().forEach(response::field);
      response.type(MediaType.TEXT).send(Status.METHOD_NOT_ALLOWED, OTHER_METHOD);
    }
  }

  private Route route(Request request) {
    for (Route route : routes) {
      if (route.matches(request)) {
        return route;
      }
    }
    return null;
  }

  private void noRoute(Request request, Response response) {
    if (request.isPath(SERVER_AS_A_WHOLE)) {
      // OPTIONS * (RFC 9110 section 9.3.7): what the server can do at all.
      response.field(allMethods).send(Status.NO_CONTENT);
    } else {
      response.type(MediaType.TEXT).send(Status.NOT_FOUND, NOT_FOUND);
    }
  }

  @Override
  public boolean streamsBody(Request head) {
    Route route = route(head);
    return route != null && route.streams() && route.allows(head);
  }

  @Override
  public long mostBody(Request head, long usual) {
    Route route = route(head);
    return route != null && route.bounds() && route.allows(head) ? Long.MAX_VALUE : usual;
  }

  @Override
  public boolean needsWorker(Request request) {
    Route route = route(request);
    return route != null && route.needsWorker();
  }
}
