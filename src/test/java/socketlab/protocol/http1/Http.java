// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import socketlab.protocol.Handlers;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What the tests of HTTP sessions share: a small server, and requests for it. */
final class Http {
  private static final byte[] HELLO = "Hello, World!".getBytes(ISO_8859_1);
  private static final byte[] NOT_FOUND = "not found\n".getBytes(ISO_8859_1);

  private Http() {}

  /** The part of the lab's own handlers that the corpus asks for. */
  static void serve(Request request, Response response) {
    switch (request.path()) {
      case "/", "/plaintext" -> response.type(MediaType.TEXT).send(Status.OK, HELLO);
      case "/echo" ->
          response
              .typeOfRequest()
              .send(Status.OK, request.body(), request.bodyOffset(), request.bodyLength());
      case "*" -> response.send(Status.NO_CONTENT);
      default -> response.type(MediaType.TEXT).send(Status.NOT_FOUND, NOT_FOUND);
    }
  }

  static SessionFactory config(HttpHandler handler) {
    return config(handler, HttpLimits.DEFAULT);
  }

  /** A handler is not expected to fail: one that does fails the test. */
  static SessionFactory config(HttpHandler handler, HttpLimits limits) {
    return config(
        handler,
        limits,
        e -> {
          throw new AssertionError(e);
        });
  }

  static SessionFactory config(
      HttpHandler handler, HttpLimits limits, Consumer<Throwable> failures) {
    return Http1Session.factory(new HttpConfig(handler, limits, HttpDate.NONE, failures));
  }

  static Wire wire(HttpHandler handler) {
    return wire(handler, Handlers.IN_PLACE);
  }

  static Wire wire(HttpHandler handler, Handlers handlers) {
    return new Wire(config(handler), handlers);
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: lab\r\n\r\n";
  }

  static String get10(String target, String... fields) {
    return request("GET", target, "HTTP/1.0", fields);
  }

  static String get(String target, String... fields) {
    List<String> all = new ArrayList<>(List.of("Host: lab"));
    all.addAll(List.of(fields));
    return request("GET", target, "HTTP/1.1", all.toArray(String[]::new));
  }

  static String post(String target, String body) {
    return request("POST", target, "HTTP/1.1", "Host: lab", "Content-Length: " + body.length())
        + body;
  }

  static String request(String method, String target, String version, String... fields) {
    StringBuilder text = new StringBuilder(method + ' ' + target + ' ' + version + "\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
