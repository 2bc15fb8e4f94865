// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Endpoints that pages of the allowed origins can use as the server's own pages do: a browser asks
 * beforehand whether it may send what a plain form could not, and lets a page read an answer only
 * where that says so (the Fetch standard, "CORS protocol").
 *
 * <pre>
 *   OPTIONS /uploads   Origin: O, Access-Control-Request-Method: PATCH  ──▶ 204, and what is allowed
 *   PATCH   /uploads   Origin: O                                        ──▶ the answer, for O to read
 * </pre>
 */
public final class CrossOrigin implements RouteGroup {
  private static final String ASKED_METHOD = "access-control-request-method";
  private static final String ASKED_FIELDS = "access-control-request-headers";

  /** What pages may read beyond the few fields that every page may. */
  private static final Field READABLE =
      new Field(
          "Access-Control-Expose-Headers",
          "Accept-Ranges, Allow, Content-Range, ETag, Idempotency-Replayed, Location, Retry-After,"
              + " Topic-First-Offset, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size,"
              + " Tus-Resumable, Tus-Version, Upload-Defer-Length, Upload-Expires, Upload-Length,"
              + " Upload-Metadata, Upload-Offset");

  private static final Field WITH_COOKIES = new Field("Access-Control-Allow-Credentials", "true");
  private static final Field BY_ORIGIN = new Field("Vary", "Origin");

  /** So many seconds a browser need not ask again; it would take no more than two hours. */
  private static final Field FOR_A_WHILE = new Field("Access-Control-Max-Age", "600");

  private final RouteGroup inner;
  private final Origins origins;

  private CrossOrigin(RouteGroup inner, Origins origins) {
    this.inner = inner;
    this.origins = origins;
  }

  /** The same endpoints, where no other origin is allowed. */
  public static RouteGroup of(RouteGroup group, Origins origins) {
    return origins.allowed().isEmpty() ? group : new CrossOrigin(group, origins);
  }

  @Override
  public List<Route> routes() {
    return inner.routes().stream().map(this::shared).toList();
  }

  @Override
  public void close() {
    inner.close();
  }

  private Route shared(Route route) {
    Set<Method> methods = EnumSet.copyOf(route.methods());
    methods.add(Method.OPTIONS);
    boolean knowsOptions = route.methods().contains(Method.OPTIONS);
    HttpHandler handler =
        (request, response) -> {
          if (isAskedBeforehand(request)) {
            answer(route, request, response);
            return;
          }
          readable(request, response);
          if (request.method() == Method.OPTIONS && !knowsOptions) {
            route.refusal().forEach(response::field);
            response.send(Status.NO_CONTENT);
          } else {
            route.handler().handle(request, response);
          }
        };
    return new Route(
        route.path(),
        route.under(),
        methods,
        route.refusal(),
        handler,
        route.streams(),
        route.bounds(),
        route.needsWorker(),
        route.condition());
  }

  private static boolean isAskedBeforehand(Request request) {
    return request.method() == Method.OPTIONS
        && request.field("origin") != null
        && request.field(ASKED_METHOD) != null;
  }

  private void answer(Route route, Request request, Response response) {
    if (!origins.allow(request)) {
      Origins.refuse(request, response);
      return;
    }
    readable(request, response);
    response.field(
        "Access-Control-Allow-Methods",
        String.join(", ", route.methods().stream().map(Method::name).sorted().toList()));
    String fields = request.field(ASKED_FIELDS);
    if (fields != null) {
      response.field("Access-Control-Allow-Headers", fields);
    }
    response.field(FOR_A_WHILE).send(Status.NO_CONTENT);
  }

  /** Lets a page of an allowed origin read the answer, whichever it will be. */
  private void readable(Request request, Response response) {
    response.field(BY_ORIGIN);
    String origin = request.field("origin");
    if (origin != null && origins.allow(request)) {
      response.field("Access-Control-Allow-Origin", origin).field(WITH_COOKIES).field(READABLE);
    }
  }
}
