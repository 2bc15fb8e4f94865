// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Status;

/** What a handler sees of a request; the same whether it came whole or byte by byte. */
@Timeout(20)
class RequestTest {
  /** Asserts inside a handler; what it throws reaches the test. */
  @FunctionalInterface
  private interface Look {
    void at(Request request);
  }

  private static void look(String text, Look look) {
    int[] looked = {0};
    HttpHandler handler =
        (request, response) -> {
          look.at(request);
          looked[0]++;
          response.send(Status.OK, new byte[0]);
        };
    Http.wire(handler).feed(text);
    Http.wire(handler).feedByteByByte(Http.bytes(text));
    Http.wire(handler, Workers.AT_ONCE).feed(text);
    assertEquals(3, looked[0]);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OTHER", "CONNECT"})
  void methods(Method method) {
    look(
        method + " / HTTP/1.1\r\nHost: lab\r\n\r\n",
        request -> {
          assertEquals(method, request.method());
          assertEquals(method.name(), request.methodName());
        });
  }

  @ParameterizedTest
  @CsvSource({"get", "GETS", "PROPFIND", "X"})
  void anyOtherMethod(String name) {
    look(
        name + " / HTTP/1.1\r\nHost: lab\r\n\r\n",
        request -> {
          assertEquals(Method.OTHER, request.method());
          assertEquals(name, request.methodName());
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/a?b=c, /a",
    "/?, /",
    "/%41, /%41",
    "http://lab/a?b, /a",
    "http://lab/, /",
    "http://lab, /",
    "https://lab?a=/b, /",
    "HTTP://lab:80/a, /a"
  })
  void pathOf(String target, String path) {
    look(
        get(target),
        request -> {
          assertEquals(path, request.path());
          assertTrue(request.isPath(Http.bytes(path)));
          assertFalse(request.isPath(Http.bytes(path + "x")));
          assertFalse(request.isPath(Http.bytes(path.substring(1))));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/?a=1, 1",
    "/?b=2&a=1, 1",
    "/?a=1&a=2, 1",
    "/?aa=2&a=1, 1",
    "/?a=1=2, 1=2",
    "/?a=, ''",
    "/?a=?, ?",
    "/?a=%20+, %20+",
    "http://lab?a=/b, /b"
  })
  void queryOf(String target, String value) {
    look(get(target), request -> assertEquals(value, request.query("a")));
  }

  @ParameterizedTest
  @CsvSource({"/", "/?", "/?a", "/?b=a=", "/?aa=1", "/a=1"})
  void noQuery(String target) {
    look(get(target), request -> assertNull(request.query("a")));
  }

  @Test
  void headers() {
    look(
        get("/", "X-One: 1", "x-two:2", "X-THREE: \t 3 a \t", "X-Four:", "X-One: again"),
        request -> {
          assertEquals("lab", request.field("host"));
          assertEquals("1", request.field("x-one"));
          assertEquals("2", request.field("x-two"));
          assertEquals("3 a", request.field("x-three"));
          assertEquals("", request.field("x-four"));
          assertNull(request.field("x"));
          assertNull(request.field("x-one1"));
          assertNull(request.field(""));
        });
  }

  @Test
  void severalFieldsOfOneName() {
    look(
        get("/", "X-One: 1", "X-Two: 2", "x-one:  again\t", "X-One:"),
        request -> {
          assertEquals(List.of("1", "again", ""), request.fields("x-one"));
          assertEquals(List.of(), request.fields("x"));
          assertEquals(
              List.of(
                  new Field("Host", "lab"),
                  new Field("X-One", "1"),
                  new Field("X-Two", "2"),
                  new Field("x-one", "again"),
                  new Field("X-One", "")),
              request.fields());
        });
  }

  @Test
  void listsInAnyCaseOverSeveralLines() {
    look(
        get("/", "Accept-Encoding: br, GZip", "X: y", "accept-encoding:zstd ,deflate"),
        request -> {
          for (String coding : List.of("br", "gzip", "zstd", "deflate")) {
            assertTrue(request.lists("accept-encoding", coding), coding);
          }
          assertFalse(request.lists("accept-encoding", "zip"));
          assertFalse(request.lists("accept-encoding", "gzip, zstd"));
          assertFalse(request.lists("accept", "br"));
        });
  }

  @ParameterizedTest
  @CsvSource({"/, lab", "http://other:81/a, other:81", "http://other, other", "/a://b, lab"})
  void authorityOf(String target, String authority) {
    look(get(target), request -> assertEquals(authority, request.authority()));
  }

  @Test
  void theEmptyLineBeforeARequestIsNoPartOfItsMethod() {
    look("\r\n" + get("/"), request -> assertEquals("GET", request.methodName()));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"/, none", "/?, ''", "/?a=b&c, a=b&c", "/a?b?c, b?c", "http://lab?x, x"})
  void theWholeQuery(String target, String query) {
    look(get(target), request -> assertEquals(query, request.query()));
  }

  @Test
  void whatAPeerOffersToGoOnIn() {
    look(
        get("/", "Connection: keep-alive, Upgrade", "Upgrade: h2c", "upgrade: WebSocket"),
        request -> {
          assertTrue(request.offers("websocket"));
          assertTrue(request.offers("h2c"));
          assertFalse(request.offers("tls"));
        });
    look(get("/", "Upgrade: websocket"), request -> assertFalse(request.offers("websocket")));
    look(
        Http.get10("/", "Connection: upgrade, keep-alive", "Upgrade: websocket"),
        request -> assertFalse(request.offers("websocket")));
  }

  @Test
  void noHeaders() {
    look(Http.get10("/"), request -> assertNull(request.field("host")));
  }

  @Test
  void nothingIsLeftOfTheRequestBefore() {
    HttpHandler handler =
        (request, response) -> {
          String seen =
              request.query("q")
                  + ' '
                  + request.field("x")
                  + ' '
                  + request.bodyLength()
                  + ' '
                  + request.contentLength();
          response.typeOfRequest().send(Status.OK, Http.bytes(seen));
        };
    String full =
        "POST /a?q=1 HTTP/1.1\r\nHost: lab\r\nX: y\r\nContent-Type: a/b\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    Wire wire = Http.wire(handler).feed(full + get("/"));
    assertEquals(List.of("1 y 1 -1", "null null 0 0"), Answers.bodies(wire.received()));
    assertEquals("a/b", Answers.of(wire.received()).get(0).fields().get("content-type"));
    assertNull(Answers.of(wire.received()).get(1).fields().get("content-type"));
  }
}
