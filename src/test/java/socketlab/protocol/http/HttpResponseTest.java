// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;

/** What leaves for an answer, byte by byte. */
@Timeout(20)
class HttpResponseTest {
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
                response
                    .field(Http.bytes("Allow: GET\r\n"))
                    .send(Status.METHOD_NOT_ALLOWED, new byte[0])));
  }

  @Test
  void theDateOfTheClock() {
    HttpConfig config =
        new HttpConfig(
            (request, response) -> response.send(Status.OK, new byte[0]),
            HttpLimits.DEFAULT,
            () -> Http.bytes("Date: now\r\n"),
            e -> {});
    assertEquals(
        "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 0\r\n\r\n",
        new Wire(config, SessionFactory.IN_PLACE).feed(Http.get("/")).received());
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
  void inChunks() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        answer(Http.get("/"), (request, response) -> response.inChunks().send(Status.OK, HELLO)));
  }

  @Test
  void inChunksOfNothing() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        answer(
            Http.get("/"),
            (request, response) -> response.inChunks().send(Status.OK, new byte[0])));
  }

  @Test
  void inChunksForAPeerThatDoesNotKnowThem() {
    assertEquals(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        answer(Http.get10("/"), (request, response) -> response.inChunks().send(Status.OK, HELLO)));
  }

  @Test
  void manyChunks() {
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);
    String answer =
        answer(Http.get("/"), (request, response) -> response.inChunks().send(Status.OK, body));
    assertEquals(
        new String(body, java.nio.charset.StandardCharsets.ISO_8859_1),
        Answers.bodies(answer).getFirst());
  }

  private static String answer(String requests, HttpHandler handler) {
    return Http.wire(handler).feed(requests).received();
  }
}
