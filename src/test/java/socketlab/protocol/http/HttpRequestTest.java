// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http.Http.get;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Wire;

/** What a handler sees of a request; the same whether it came whole or byte by byte. */
@Timeout(20)
class HttpRequestTest {
  /** Asserts inside a handler; what it throws reaches the test. */
  @FunctionalInterface
  private interface Look {
    void at(HttpRequest request);
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
    Http.wire(handler, task -> task.run()).feed(text);
    assertEquals(3, looked[0]);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OTHER", "CONNECT"})
  void methods(Method method) {
    look(
        method + " / HTTP/1.1\r\nHost: lab\r\n\r\n",
        request -> assertEquals(method, request.method()));
  }

  @ParameterizedTest
  @CsvSource({"get", "GETS", "PROPFIND", "X"})
  void anyOtherMethod(String name) {
    look(
        name + " / HTTP/1.1\r\nHost: lab\r\n\r\n",
        request -> assertEquals(Method.OTHER, request.method()));
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
          assertEquals("lab", request.header("host"));
          assertEquals("1", request.header("x-one"));
          assertEquals("2", request.header("x-two"));
          assertEquals("3 a", request.header("x-three"));
          assertEquals("", request.header("x-four"));
          assertNull(request.header("x"));
          assertNull(request.header("x-one1"));
          assertNull(request.header(""));
        });
  }

  @Test
  void noHeaders() {
    look(Http.get10("/"), request -> assertNull(request.header("host")));
  }

  @Test
  void nothingIsLeftOfTheRequestBefore() {
    HttpHandler handler =
        (request, response) -> {
          String seen =
              request.query("q")
                  + ' '
                  + request.header("x")
                  + ' '
                  + request.bodyLength()
                  + ' '
                  + request.isChunked();
          response.typeOfRequest().send(Status.OK, Http.bytes(seen));
        };
    String full =
        "POST /a?q=1 HTTP/1.1\r\nHost: lab\r\nX: y\r\nContent-Type: a/b\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    Wire wire = Http.wire(handler).feed(full + get("/"));
    assertEquals(
        java.util.List.of("1 y 1 true", "null null 0 false"), Answers.bodies(wire.received()));
    assertEquals("a/b", Answers.of(wire.received()).get(0).fields().get("content-type"));
    assertNull(Answers.of(wire.received()).get(1).fields().get("content-type"));
  }
}
