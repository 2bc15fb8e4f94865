// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import socketlab.app.front.FrontPage;
import socketlab.app.route.Problem;
import socketlab.app.route.QueryNumber;
import socketlab.app.route.Route;
import socketlab.app.route.Router;
import socketlab.app.work.SyntheticWork;
import socketlab.protocol.Secured;
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
    routes.add(Route.glance("/connection", LabHandler::connection));
    routes.addAll(new FrontPage(server::picture, more).routes());
    routes.addAll(more);
    router = new Router(routes);
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    Secured secured = request.secured();
    if (secured == null || secured.authorities() == null || isFor(secured, request.authority())) {
      router.handle(request, response);
    } else {
      Problem.send(
          response,
          Status.MISDIRECTED_REQUEST,
          "the certificate of this connection does not speak for "
              + request.authority()
              + "; ask by a connection of its own");
    }
  }

  private static boolean isFor(Secured secured, String authority) {
    return authority == null || secured.authorities().test(authority);
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
    SyntheticWork work;
    try {
      work =
          new SyntheticWork(
              QueryNumber.of(request, "sleep", MOST_SLEEP_MILLIS),
              QueryNumber.of(request, "spin", MOST_SPIN_MICROS));
    } catch (IllegalArgumentException e) {
      response
          .type(MediaType.TEXT)
          .send(Status.BAD_REQUEST, (e.getMessage() + "\n").getBytes(UTF_8));
      return;
    }
    work.run();
    response.type(MediaType.TEXT).send(Status.OK, DONE);
  }

  /** What TLS tells of the connection that asks. */
  private static void connection(Request request, Response response) {
    Secured secured = request.secured();
    String json =
        secured == null
            ? "{\"tls\":null}\n"
            : "{\"tls\":%s,\"protocol\":%s,\"server_name\":%s,\"resumed\":%b,\"client\":%s}\n"
                .formatted(
                    quoted(secured.version()),
                    quoted(secured.protocol()),
                    quoted(secured.serverName()),
                    secured.resumed(),
                    quoted(secured.client()));
    response.type(MediaType.JSON).send(Status.OK, json.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return text == null
        ? "null"
        : "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  private void stats(Request request, Response response) {
    response.type(MediaType.JSON).send(Status.OK, server.stats().toJson());
  }
}
