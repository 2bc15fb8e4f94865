// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import socketlab.app.route.QueryNumber;
import socketlab.app.route.Route;
import socketlab.app.route.Router;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

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

  private final ServerView server;
  private final Router router;

  /**
   * @param more what it serves beside the endpoints of this class
   */
  public LabHandler(ServerView server, List<Route> more) {
    this.server = server;
    List<Route> routes = new ArrayList<>();
    // The two paths that benchmarks ask for come first.
    routes.add(Route.get("/plaintext", LabHandler::plaintext));
    routes.add(Route.get("/json", LabHandler::json));
    routes.add(Route.upload("/echo", LabHandler::echo));
    routes.add(Route.get("/work", LabHandler::work));
    routes.add(Route.glance("/stats", this::stats));
    routes.add(Route.glance("/", this::index));
    routes.addAll(more);
    router = new Router(routes);
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    router.handle(request, response);
  }

  @Override
  public boolean streamsBody(Request head) {
    return router.streamsBody(head);
  }

  @Override
  public long mostBody(Request head, long usual) {
    return router.mostBody(head, usual);
  }

  @Override
  public boolean needsWorker(Request request) {
    return router.needsWorker(request);
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
      sleepMillis = QueryNumber.of(request, "sleep", MOST_SLEEP_MILLIS);
      spinMicros = QueryNumber.of(request, "spin", MOST_SPIN_MICROS);
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
        <li>POST /jobs?sleep=MS: long work, and an answer at once; then GET /jobs/ID, ?wait=S, /events
        <li>POST /topics/NAME: publishes the body; then GET /topics/NAME?from=0&amp;wait=S, /events, /socket
        <li>POST /images, POST /uploads: an upload in one request, or resumable by the tus protocol
        <li><a href="/stats">GET /stats</a>: threads, listeners and their accept queues, as JSON
        </ul>
        """
            .formatted(server.picture().replace("&", "&amp;").replace("<", "&lt;"));
    response.type(MediaType.HTML).send(Status.OK, page.getBytes(UTF_8));
  }
}
