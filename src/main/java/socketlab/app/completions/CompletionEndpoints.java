// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /v1/chat/completions}: an answer that comes word by word, or whole, at a rate that the
 * query tells. None of it blocks a thread.
 */
public final class CompletionEndpoints implements RouteGroup {
  private static final String MODEL =
      "{\"id\":\""
          + CompletionJson.MODEL
          + "\",\"object\":\"model\",\"created\":1767225600,"
          + "\"owned_by\":\"socketlab\"}";
  private static final byte[] ONE = (MODEL + "\n").getBytes(UTF_8);
  private static final byte[] LIST =
      ("{\"object\":\"list\",\"data\":[" + MODEL + "]}\n").getBytes(UTF_8);

  private static final String INVALID = "invalid_request_error";

  private final Completions completions;
  private final Origins origins;

  /**
   * @param completions closed with this
   * @param origins whose pages may ask
   */
  public CompletionEndpoints(Completions completions, Origins origins) {
    this.completions = completions;
    this.origins = origins;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.glance("/v1/chat/completions", List.of(Method.POST), this::complete),
        Route.glance("/v1/models", (_, response) -> json(Status.OK, LIST, response)),
        Route.glance(
            "/v1/models/" + CompletionJson.MODEL, (_, response) -> json(Status.OK, ONE, response)));
  }

  @Override
  public void close() {
    completions.close();
  }

  private void complete(Request request, Response response) {
    if (!origins.allow(request)) {
      error(
          Status.FORBIDDEN,
          INVALID,
          "null",
          "this is not for pages of other sites; see lab serve --allow-origin",
          response);
      return;
    }
    if (request.bodyLength() > CompletionRequest.MOST_BYTES) {
      error(
          Status.CONTENT_TOO_LARGE,
          INVALID,
          "null",
          "a request has at most " + CompletionRequest.MOST_BYTES + " bytes",
          response);
      return;
    }
    CompletionRequest asked;
    Pace pace;
    try {
      asked = CompletionRequest.read(request.body(), request.bodyOffset(), request.bodyLength());
      pace = Pace.of(request);
    } catch (IllegalArgumentException e) {
      error(Status.BAD_REQUEST, INVALID, "null", e.getMessage(), response);
      return;
    }
    if (!asked.model().equals(CompletionJson.MODEL)) {
      error(
          Status.NOT_FOUND,
          INVALID,
          "\"model_not_found\"",
          "there is no model '" + asked.model() + "'; GET /v1/models lists them",
          response);
    } else if (!completions.enter()) {
      response.field("Retry-After", "1");
      error(
          Status.SERVICE_UNAVAILABLE,
          "server_error",
          "\"overloaded\"",
          "too many answers are under way; see lab serve --max-completions",
          response);
    } else {
      begin(Completion.of(asked, pace, MarkovChain.ofTheLab()), asked, pace, response);
    }
  }

  private void begin(Completion completion, CompletionRequest asked, Pace pace, Response response) {
    if (asked.stream()) {
      // X-Accel-Buffering: nginx, and what took it over from there, passes each piece on at once.
      response
          .type(MediaType.EVENTS)
          .field("Cache-Control", "no-store")
          .field("X-Accel-Buffering", "no")
          .stream(
              Status.OK,
              new CompletionEvents(
                  completion, pace, asked.withUsage(), completions, response.waker()));
    } else {
      WholeCompletion.begin(completion, pace, completions, response);
    }
  }

  /** An error as that API tells it. */
  private static void error(
      Status status, String type, String code, String message, Response response) {
    String body =
        "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":%s}}\n"
            .formatted(CompletionJson.quoted(message), type, code);
    json(status, body.getBytes(UTF_8), response);
  }

  private static void json(Status status, byte[] body, Response response) {
    response.type(MediaType.JSON).send(status, body);
  }
}
