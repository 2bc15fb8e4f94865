// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What leaves for an answer, byte by byte. */
@Timeout(20)
class ResponseTest {
  private static final byte[] HELLO = Http.bytes("hello");

  @Test
  void aWholeAnswer() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
        answer(
            Http.get("/"),
            (request, response) -> response.type(MediaType.TEXT).send(Status.OK, HELLO)));
  }

  @Test
  void aPartOfAnArray() {
    assertEquals(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nell",
        answer(Http.get("/"), (request, response) -> response.send(Status.NOT_FOUND, HELLO, 1, 3)));
  }

  @Test
  void aFieldOfItsOwn() {
    assertEquals(
        "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n",
        answer(
            Http.get("/"),
            (request, response) ->
                response.field("Allow", "GET").send(Status.METHOD_NOT_ALLOWED, new byte[0])));
  }

  @Test
  void theDateOfTheClock() {
    Field now = new Field("Date", "now");
    SessionFactory config =
        Http1Session.factory(
            new HttpConfig(
                (request, response) -> response.send(Status.OK, new byte[0]),
                HttpLimits.DEFAULT,
                () -> now,
                e -> {}));
    assertEquals(
        "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 0\r\n\r\n",
        new Wire(config, Handlers.IN_PLACE).feed(Http.get("/")).received());
  }

  @Test
  void theTypeOfTheRequest() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: a/b; c=d\r\nContent-Length: 0\r\n\r\n",
        answer(
            Http.get("/", "content-type: \ta/b; c=d "),
            (request, response) -> response.typeOfRequest().send(Status.OK, new byte[0])));
  }

  @Test
  void headHasTheLengthAndNoBody() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        answer(
            Http.request("HEAD", "/", "HTTP/1.1", "Host: lab"),
            (request, response) -> response.send(Status.OK, HELLO)));
  }

  @Test
  void aHeadRequestBehindAnotherHasNoBodyEither() {
    String two = Http.request("HEAD", "/", "HTTP/1.1", "Host: lab") + Http.get("/");
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        answer(two, (request, response) -> response.send(Status.OK, HELLO)));
  }

  @Test
  void severalFieldsOfOneName() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nLink: </a>\r\nSet-Cookie: b=2\r\n"
            + "Link: </b>\r\nVary: Accept\r\nContent-Length: 0\r\n\r\n",
        answer(
            Http.get("/"),
            (request, response) ->
                response
                    .field("Set-Cookie", "a=1")
                    .field("Link", "</a>")
                    .field("Set-Cookie", "b=2")
                    .field("Link", "</b>")
                    .field("Vary", "Accept")
                    .send(Status.OK)));
  }

  @Test
  void anyMediaType() {
    MediaType type = MediaType.of("image/svg+xml; charset=utf-8");
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: image/svg+xml; charset=utf-8\r\n"
            + "Content-Length: 0\r\n\r\n",
        answer(Http.get("/"), (request, response) -> response.type(type).send(Status.OK)));
  }

  @Test
  void anyStatus() {
    assertEquals(
        "HTTP/1.1 460 \r\nContent-Length: 0\r\n\r\n",
        answer(Http.get("/"), (request, response) -> response.send(Status.of(460))));
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void someStatusesHaveNoBody(int code) {
    String none = "HTTP/1.1 " + Status.of(code) + "\r\n\r\n";
    assertEquals(
        none + none,
        answer(
            Http.get("/") + Http.get("/"),
            (request, response) -> response.send(Status.of(code), HELLO)));
  }

  @Test
  void whoNamesAProtocolOffersIt() {
    HttpHandler wantsAnother =
        (request, response) -> response.field("Upgrade", "websocket").send(Status.UPGRADE_REQUIRED);
    assertEquals(
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            + "Content-Length: 0\r\n\r\n",
        answer(Http.get("/"), wantsAnother));
  }

  @Test
  void whatTheCarrierSaysNoHandlerSays() {
    for (String name : List.of("Connection", "content-length", "Transfer-Encoding")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Http1Response(null, null).field(new Field(name, "x")));
    }
  }

  @Test
  void anInterimAnswerComesBeforeTheAnswer() {
    HttpHandler hints =
        (request, response) -> {
          response.inform(Status.EARLY_HINTS, new Field("Link", "</a>"), new Field("Link", "</b>"));
          response.send(Status.OK);
        };
    assertEquals(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        answer(Http.get("/"), hints));
    assertEquals(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        answer(Http.get10("/"), hints),
        "an HTTP/1.0 peer knows no interim answers");
  }

  @Test
  void anInterimAnswerLeavesWhileTheAnswerIsStillToCome() {
    List<Response> later = new ArrayList<>();
    Wire wire =
        Http.wire(
            (request, response) -> {
              response.inform(Status.EARLY_HINTS, new Field("Link", "</a>"));
              later.add(response.later());
            });
    assertEquals(List.of(103), Answers.statuses(wire.feed(Http.get("/")).news()));
    later.getFirst().send(Status.OK);
    wire.turn();
    assertEquals(List.of(200), Answers.statuses(wire.news()));
  }

  @Test
  void whatIsNoInterimAnswerIsRefused() {
    for (Status status : List.of(Status.OK, Status.CONTINUE, Status.SWITCHING_PROTOCOLS)) {
      List<Throwable> failures = new ArrayList<>();
      HttpHandler handler = (request, response) -> response.inform(status);
      new Wire(Http.config(handler, HttpLimits.DEFAULT, failures::add)).feed(Http.get("/"));
      assertEquals(IllegalArgumentException.class, failures.getFirst().getClass());
    }
  }

  private static String answer(String requests, HttpHandler handler) {
    return Http.wire(handler).feed(requests).received();
  }
}
