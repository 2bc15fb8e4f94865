// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import socketlab.app.route.FlatJson;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /sign-in}, {@code /me} and {@code /sign-out}: the same for a client whichever way the
 * server remembers it. Nothing is kept of who is not signed in, and none of it blocks a thread.
 */
public final class SignInEndpoints implements RouteGroup {
  private static final int MOST_BODY_BYTES = 4096;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final SignInLimits limits;
  private final MemorySessions memory;
  private final Optional<StoredSessions> store;
  private final SignedToken token;
  private final Origins origins;

  /**
   * @param store empty when nothing outlives the server
   * @param origins whose pages may sign in and out
   */
  public SignInEndpoints(
      SignInLimits limits, Optional<StoredSessions> store, SignedToken token, Origins origins) {
    this.limits = limits;
    this.store = store;
    this.token = token;
    this.origins = origins;
    memory = new MemorySessions(limits);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.glance("/sign-in", List.of(Method.POST), origins.guard(this::signIn)),
        Route.glance("/me", this::me),
        Route.glance("/sign-out", List.of(Method.POST), origins.guard(this::signOut)));
  }

  private void signIn(Request request, Response response) {
    if (request.bodyLength() > MOST_BODY_BYTES) {
      Problem.send(
          response, Status.CONTENT_TOO_LARGE, "the body has at most " + MOST_BODY_BYTES + " bytes");
      return;
    }
    String name;
    Optional<SessionKind> kind = SessionKind.byText(String.valueOf(request.query("kind")));
    try {
      name = FlatJson.of(request, List.of("name")).text("name");
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a name is 1 to 64 letters, digits, dots, dashes and underscores");
      }
      if (kind.isEmpty()) {
        throw new IllegalArgumentException("kind is memory, store or token: /sign-in?kind=token");
      }
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    long now = System.currentTimeMillis();
    Answer answer = new Answer(name, request.secured() != null);
    switch (kind.get()) {
      case MEMORY ->
          memory
              .add(name, now)
              .ifPresentOrElse(
                  id -> signedIn(SessionKind.MEMORY, id, answer, response),
                  () -> tooMany(response));
      case STORE -> signInByStore(answer, now, response);
      case TOKEN -> {
        String text = token.of(name, (now + limits.millis()) / 1000);
        signedIn(SessionKind.TOKEN, text, answer, response);
      }
    }
  }

  /**
   * What is said to who signs in.
   *
   * @param secured whether by TLS
   */
  private record Answer(String name, boolean secured) {}

  private void signInByStore(Answer answer, long now, Response response) {
    if (store.isEmpty()) {
      Problem.send(
          response,
          Status.NOT_IMPLEMENTED,
          "this server has no store, since nothing outlives it; lab serve --data=DIR gives it one");
      return;
    }
    Response later = response.later();
    boolean isTaken =
        store
            .get()
            .add(
                answer.name(),
                now,
                id -> {
                  if (id == null) {
                    notWritten(later);
                  } else {
                    signedIn(SessionKind.STORE, id, answer, later);
                  }
                });
    if (!isTaken) {
      tooMany(later);
    }
  }

  private void signedIn(SessionKind kind, String value, Answer answer, Response response) {
    SessionCookie.set(response, kind.mark + "." + value, limits.millis() / 1000, answer.secured());
    send(kind, answer.name(), response);
  }

  private static void send(SessionKind kind, String name, Response response) {
    String json = "{\"name\":\"%s\",\"kind\":\"%s\"}\n".formatted(name, kind.text());
    response
        .type(MediaType.JSON)
        .field("Cache-Control", "no-store")
        .send(Status.OK, json.getBytes(UTF_8));
  }

  private static void tooMany(Response response) {
    response.field("Retry-After", "1");
    Problem.send(
        response,
        Status.SERVICE_UNAVAILABLE,
        "too many are signed in, or too much waits for the disk; see lab serve --max-sessions");
  }

  private static void notWritten(Response response) {
    response.field("Retry-After", "1");
    Problem.send(
        response, Status.INSUFFICIENT_STORAGE, "nothing is changed, since it cannot be written");
  }

  /** The kind and the value of a request's cookie, as {@code m.VALUE}. */
  private static Optional<SessionKind> kind(String cookie) {
    for (SessionKind kind : SessionKind.values()) {
      if (cookie.length() > 2 && cookie.charAt(0) == kind.mark && cookie.charAt(1) == '.') {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private void me(Request request, Response response) {
    String cookie = SessionCookie.of(request).orElse("");
    Optional<SessionKind> kind = kind(cookie);
    Optional<String> name =
        kind.flatMap(one -> name(one, cookie.substring(2), System.currentTimeMillis()));
    if (name.isPresent()) {
      send(kind.get(), name.get(), response);
    } else {
      response.field("WWW-Authenticate", "Cookie realm=\"lab\"");
      Problem.send(
          response, Status.UNAUTHORIZED, "not signed in, or not any more; POST /sign-in first");
    }
  }

  private Optional<String> name(SessionKind kind, String value, long now) {
    return switch (kind) {
      case MEMORY -> memory.name(value, now);
      case STORE -> store.flatMap(one -> one.name(value, now));
      case TOKEN -> token.name(value, now / 1000);
    };
  }

  /** A token stays valid until its time is over: nobody keeps a list to strike it from. */
  private void signOut(Request request, Response response) {
    boolean secured = request.secured() != null;
    String cookie = SessionCookie.of(request).orElse("");
    Optional<SessionKind> kind = kind(cookie);
    if (kind.equals(Optional.of(SessionKind.MEMORY))) {
      memory.remove(cookie.substring(2));
    }
    String id = kind.equals(Optional.of(SessionKind.STORE)) ? cookie.substring(2) : "";
    if (store.isEmpty() || store.get().name(id, System.currentTimeMillis()).isEmpty()) {
      signedOut(response, secured);
      return;
    }
    Response later = response.later();
    boolean isTaken =
        store
            .get()
            .remove(
                id,
                isOut -> {
                  if (isOut) {
                    signedOut(later, secured);
                  } else {
                    notWritten(later);
                  }
                });
    if (!isTaken) {
      tooMany(later);
    }
  }

  private static void signedOut(Response response, boolean secured) {
    SessionCookie.remove(response, secured);
    response.send(Status.NO_CONTENT);
  }
}
