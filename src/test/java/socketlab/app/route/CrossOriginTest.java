// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Answers.Answer;
import socketlab.protocol.http1.Http1Session;

/** What a browser asks before it lets a page of another origin send, or read. */
@Timeout(20)
class CrossOriginTest {
  private static final String FRIEND = "https://lab.example";
  private static final Origins FRIENDS = new Origins(Set.of(FRIEND));

  /** One that changes something, and one that knows OPTIONS itself. */
  private static RouteGroup endpoints(Origins origins) {
    return () ->
        List.of(
            Route.glance(
                "/things",
                List.of(Method.GET, Method.POST),
                origins.guard((request, response) -> response.send(Status.CREATED))),
            Route.glance(
                "/own",
                List.of(Method.OPTIONS),
                (request, response) -> response.field("Own", "1").send(Status.NO_CONTENT)));
  }

  private static Answer ask(String line, String fields) {
    Router router = new Router(CrossOrigin.of(endpoints(FRIENDS), FRIENDS).routes());
    HttpConfig config =
        new HttpConfig(
            router,
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            failure -> {
              throw new AssertionError(failure);
            });
    Wire wire = new Wire(Http1Session.factory(config), Handlers.IN_PLACE);
    wire.feed(line + " HTTP/1.1\r\nHost: lab\r\n" + fields + "\r\n");
    return Answers.of(wire.news()).getFirst();
  }

  private static String from(String origin, String... more) {
    return "Origin: " + origin + "\r\n" + String.join("", more);
  }

  @Test
  void anAllowedOriginIsToldWhatItMaySend() {
    Answer answer =
        ask(
            "OPTIONS /things",
            from(
                FRIEND,
                "Access-Control-Request-Method: POST\r\n",
                "Access-Control-Request-Headers: content-type,tus-resumable\r\n"));
    assertEquals(204, answer.status());
    assertEquals(FRIEND, answer.fields().get("access-control-allow-origin"));
    assertEquals("GET, HEAD, POST", answer.fields().get("access-control-allow-methods"));
    assertEquals("content-type,tus-resumable", answer.fields().get("access-control-allow-headers"));
    assertEquals("Origin", answer.fields().get("vary"));
  }

  @Test
  void anotherOriginIsToldNothing() {
    for (String stranger : List.of("https://other.example", "null", "http://lab.example")) {
      Answer answer =
          ask("OPTIONS /things", from(stranger, "Access-Control-Request-Method: POST\r\n"));
      assertEquals(403, answer.status(), stranger);
      assertNull(answer.fields().get("access-control-allow-origin"), stranger);
      Answer read = ask("GET /own", from(stranger));
      assertNull(read.fields().get("access-control-allow-origin"), stranger);
    }
  }

  @Test
  void itMayReadAnswersWithTheirFieldsAndRefusalsToo() {
    Answer answer = ask("POST /things", from(FRIEND));
    assertEquals(201, answer.status());
    assertEquals(FRIEND, answer.fields().get("access-control-allow-origin"));
    assertEquals("true", answer.fields().get("access-control-allow-credentials"));
    assertTrue(
        answer.fields().get("access-control-expose-headers").contains("Upload-Offset"),
        answer.fields().toString());
    assertEquals(403, ask("POST /things", from("https://other.example")).status());
    assertNull(ask("POST /things", "").fields().get("access-control-allow-origin"));
  }

  @Test
  void aPlainOptionsIsTheEndpointsOwnOrTellsItsMethods() {
    assertEquals("1", ask("OPTIONS /own", from(FRIEND)).fields().get("own"));
    Answer answer = ask("OPTIONS /things", from(FRIEND));
    assertEquals(204, answer.status());
    assertEquals("GET, HEAD, POST", answer.fields().get("allow"));
  }

  @Test
  void withoutOtherOriginsNothingChanges() {
    RouteGroup group = endpoints(Origins.OWN);
    assertSame(group, CrossOrigin.of(group, Origins.OWN));
  }
}
