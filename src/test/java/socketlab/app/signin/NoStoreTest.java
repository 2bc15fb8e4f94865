// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.route.Origins;
import socketlab.app.route.Router;
import socketlab.protocol.Handlers;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Answers.Answer;
import socketlab.protocol.http1.Http1Session;

/** A server without --data cannot keep a session, says so, and keeps the other two kinds. */
@Timeout(20)
class NoStoreTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final Wire wire =
      new Wire(
          Http1Session.factory(
              new HttpConfig(
                  new Router(
                      new SignInEndpoints(
                              new SignInLimits(2, 60_000),
                              Optional.empty(),
                              SignedToken.withRandomKey(),
                              Origins.OWN)
                          .routes()),
                  HttpLimits.DEFAULT,
                  HttpDate.NONE,
                  failures::add)),
          Handlers.IN_PLACE);

  private Answer ask(String line, String fields, String body) {
    wire.feed(
        "%s HTTP/1.1\r\nHost: lab\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(line, fields, body.length(), body));
    return Answers.of(wire.news()).getFirst();
  }

  @Test
  void theStoreIsNotImplementedAndTheOthersWork() {
    Answer none = ask("POST /sign-in?kind=store", "", "{\"name\":\"ann\"}");
    assertEquals(501, none.status());
    assertEquals("application/problem+json", none.fields().get("content-type"));
    assertTrue(none.body().contains("lab serve --data=DIR"), none.body());
    assertEquals(null, none.fields().get("set-cookie"));
    for (String kind : List.of("memory", "token")) {
      assertEquals(200, ask("POST /sign-in?kind=" + kind, "", "{\"name\":\"ann\"}").status(), kind);
    }
    assertEquals(List.of(), failures);
  }

  /** As one has it that another server gave, or this one when it had a store. */
  @Test
  void aCookieOfAStoreIsNotKnownAndCanBeGivenUp() {
    String cookie = "Cookie: lab-session=s.0123456789abcdef\r\n";
    assertEquals(401, ask("GET /me", cookie, "").status());
    Answer out = ask("POST /sign-out", cookie, "");
    assertEquals(204, out.status());
    assertTrue(out.fields().get("set-cookie").contains("Max-Age=0"));
    assertEquals(List.of(), failures);
  }
}
