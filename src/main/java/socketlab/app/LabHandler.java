// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketUpgrade;

/**
 * The endpoints every pattern serves. Thread-safe: any number of threads run it at once, and what
 * it holds does not change.
 */
public final class LabHandler implements HttpHandler {
  /** The longest {@code /work} may take, in milliseconds. */
  static final int MOST_SLEEP_MILLIS = 60_000;

  /** The longest {@code /work} may burn, in microseconds. */
  static final int MOST_SPIN_MICROS = 10_000_000;

  private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);
  private static final byte[] HELLO_JSON = "{\"message\":\"Hello, World!\"}".getBytes(US_ASCII);
  private static final byte[] DONE = "done\n".getBytes(US_ASCII);
  private static final byte[] NOT_FOUND =
      "not found; GET / lists what is here\n".getBytes(US_ASCII);
  private static final byte[] OTHER_METHOD =
      "not by this method; see the Allow header\n".getBytes(US_ASCII);

  private static final byte[] SERVER_AS_A_WHOLE = {'*'};
  private static final Field ALL_METHODS = Route.allow("GET, HEAD, POST, OPTIONS");

  private static final byte[] OTHER_SITE =
      "this is not for pages of another site; see the Origin header\n".getBytes(US_ASCII);

  private final ServerView server;
  private final WebSocketConfig sockets;
  private final Origins origins;

  /** The two paths that benchmarks ask for come first. */
  private final Route[] routes = {
    Route.get("/plaintext", LabHandler::plaintext),
    Route.get("/json", LabHandler::json),
    Route.upload("/echo", LabHandler::echo),
    Route.get("/work", LabHandler::work),
    Route.glance("/stats", this::stats),
    Route.glance("/", this::index),
    Route.glance("/ws/echo", this::echoSocket),
  };

  /**
   * @param sockets of the WebSockets that it opens
   * @param origins whose pages may open them
   */
  public LabHandler(ServerView server, WebSocketConfig sockets, Origins origins) {
    this.server = server;
    this.sockets = sockets;
    this.origins = origins;
  }

  /** Of the same, for the server's own pages. */
  public LabHandler(ServerView server, WebSocketConfig sockets) {
    this(server, sockets, Origins.OWN);
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    Route route = route(request);
    if (route == null) {
      noRoute(request, response);
    } else if (route.allows(request)) {
      route.handler().handle(request, response);
    } else {
      response
          .type(MediaType.TEXT)
          .field(route.allow())
          .send(Status.METHOD_NOT_ALLOWED, OTHER_METHOD);
    }
  }

  private Route route(Request request) {
    for (Route route : routes) {
      if (request.isPath(route.path())) {
        return route;
      }
    }
    return null;
  }

  private static void noRoute(Request request, Response response) {
    if (request.isPath(SERVER_AS_A_WHOLE)) {
      // OPTIONS * (RFC 9110 section 9.3.7): what the server can do at all.
      response.field(ALL_METHODS).send(Status.NO_CONTENT);
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
  public boolean needsWorker(Request request) {
    Route route = route(request);
    return route != null && route.needsWorker();
  }

  private static void plaintext(Request request, Response response) {
    response.type(MediaType.TEXT).send(Status.OK, HELLO);
  }

  private static void json(Request request, Response response) {
    response.type(MediaType.JSON).send(Status.OK, HELLO_JSON);
  }

  /** The body back, framed as it came: with its length, or in pieces while it still comes. */
  private static void echo(Request request, Response response) {
    response.typeOfRequest();
    if (!request.isStreamed()) {
      response.send(Status.OK, request.body(), request.bodyOffset(), request.bodyLength());
      return;
    }
    long length = request.contentLength();
    Response later = response.later();
    request.receive(
        new EchoBody(
            body -> {
              if (length < 0) {
                later.stream(Status.OK, body);
              } else {
                later.stream(Status.OK, length, body);
              }
            }));
  }

  /** Keeps the thread that runs it, asleep or busy: what a slow query or a costly page does. */
  private static void work(Request request, Response response) throws InterruptedException {
    int sleepMillis;
    int spinMicros;
    try {
      sleepMillis = amount(request, "sleep", MOST_SLEEP_MILLIS);
      spinMicros = amount(request, "spin", MOST_SPIN_MICROS);
    } catch (IllegalArgumentException e) {
      response
          .type(MediaType.TEXT)
          .send(Status.BAD_REQUEST, (e.getMessage() + "\n").getBytes(UTF_8));
      return;
    }
    if (sleepMillis > 0) {
      Thread.sleep(sleepMillis);
    }
    long until = System.nanoTime() + spinMicros * 1000L;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    response.type(MediaType.TEXT).send(Status.OK, DONE);
  }

  private static int amount(Request request, String name, int most) {
    String text = request.query(name);
    if (text == null) {
      return 0;
    }
    if (text.isEmpty()
        || text.length() > 9
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + " is a number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  private void echoSocket(Request request, Response response) {
    if (origins.allow(request)) {
      WebSocketUpgrade.answer(request, response, sockets, new EchoSocket());
    } else {
      response.type(MediaType.TEXT).send(Status.FORBIDDEN, OTHER_SITE);
    }
  }

  private void stats(Request request, Response response) {
    response.type(MediaType.JSON).send(Status.OK, server.stats().toJson());
  }

  private void index(Request request, Response response) {
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>socketlab</title>
        <style>body { font-family: sans-serif; margin: 2em; max-width: 50em } pre { overflow-x: auto }</style>
        <h1>socketlab</h1>
        <pre>%s</pre>
        <ul>
        <li><a href="/plaintext">GET /plaintext</a>: Hello, World!
        <li><a href="/json">GET /json</a>: the same as JSON
        <li>POST /echo: the body it was sent
        <li><a href="/work?sleep=100">GET /work?sleep=MS</a> or
            <a href="/work?spin=1000">?spin=MICROS</a>: keeps the thread that runs the handler
        <li>GET /ws/echo: a WebSocket that sends every message back
        <li><a href="/stats">GET /stats</a>: threads, listeners and their accept queues, as JSON
        </ul>
        """
            .formatted(server.picture().replace("&", "&amp;").replace("<", "&lt;"));
    response.type(MediaType.HTML).send(Status.OK, page.getBytes(UTF_8));
  }
}
