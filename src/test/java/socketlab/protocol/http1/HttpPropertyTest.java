// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What holds for any peer. */
class HttpPropertyTest {
  private static final HttpLimits SMALL = new HttpLimits(256, 300, 4);

  @Property(seed = "3", tries = 500)
  void theCutOfTheBytesDoesNotMatter(@ForAll("requests") List<String> requests, @ForAll long seed) {
    byte[] bytes = Http.bytes(String.join("", requests));
    String whole = Http.wire(HttpPropertyTest::tell).feed(bytes).received();
    Wire cut = Http.wire(HttpPropertyTest::tell);
    feedInPieces(cut, bytes, new Random(seed));
    assertEquals(whole, cut.received());
    assertEquals(requests.size(), Answers.of(whole).size());
  }

  @Property(seed = "4", tries = 500)
  void neitherDoesTheOrderInWhichWorkersFinish(
      @ForAll("requests") List<String> requests, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = Http.bytes(String.join("", requests));
    Workers workers = new Workers();
    Wire wire = new Wire(Http.config(HttpPropertyTest::tell, SMALL), workers);
    feedInPieces(wire, bytes, random);
    wire.end();
    while (workers.waiting() > 0) {
      workers.run(random.nextInt(workers.waiting()));
      wire.turn();
    }
    assertEquals(Http.wire(HttpPropertyTest::tell).feed(bytes).received(), wire.received());
    assertEquals(State.OVER, wire.state());
  }

  @Property(seed = "5", tries = 2000)
  void anyBytesAreAnsweredOrAwaited(@ForAll @Size(max = 600) byte[] bytes, @ForAll long seed) {
    survives(bytes, seed);
  }

  @Property(seed = "6", tries = 5000)
  void soIsARequestWithAFault(@ForAll("requests") List<String> requests, @ForAll long seed) {
    Random random = new Random(seed);
    // No HEAD: how its answer ends cannot be told from the answer.
    byte[] bytes = Http.bytes(String.join("", requests).replace("HEAD", "GET"));
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      bytes[random.nextInt(bytes.length)] =
          (byte)
              (random.nextBoolean()
                  ? "\r\n \t:;,/0\0".charAt(random.nextInt(10))
                  : random.nextInt());
    }
    survives(bytes, seed);
  }

  @Property(seed = "7", tries = 500)
  void chunksOfAnySizeAreTheSameBody(@ForAll @Size(max = 2000) byte[] body, @ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder request =
        new StringBuilder(
            Http.request("POST", "/echo", "HTTP/1.1", "Host: lab", "Transfer-Encoding: chunked"));
    String text = new String(body, ISO_8859_1);
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(100));
      String size = Integer.toHexString(end - at);
      request.append("0".repeat(random.nextInt(3)));
      request.append(random.nextBoolean() ? size : size.toUpperCase(java.util.Locale.ROOT));
      request.append(random.nextBoolean() ? "" : ";a=\"b\"").append("\r\n");
      request.append(text, at, end).append("\r\n");
      at = end;
    }
    request.append(random.nextBoolean() ? "0\r\n\r\n" : "0\r\nX: y\r\n\r\n");
    Wire wire = Http.wire(Http::serve);
    feedInPieces(wire, Http.bytes(request.toString()), random);
    assertEquals(List.of(text), Answers.bodies(wire.received()));
    assertEquals(State.OPEN, wire.state());
  }

  /**
   * In any cut the same answers, all of them whole, the last of them closing if one was refused.
   */
  private static void survives(byte[] bytes, long seed) {
    Wire whole = new Wire(Http.config(HttpPropertyTest::tell, SMALL)).feed(bytes);
    Wire cut = new Wire(Http.config(HttpPropertyTest::tell, SMALL));
    feedInPieces(cut, bytes, new Random(seed));
    assertEquals(whole.received(), cut.received());
    assertEquals(whole.state(), cut.state());
    Wire byWorkers = new Wire(Http.config(HttpPropertyTest::tell, SMALL), Workers.AT_ONCE);
    assertEquals(whole.received(), byWorkers.feed(bytes).received());
    List<Answers.Answer> answers = Answers.of(whole.received());
    if (whole.state() == State.TURNED_AWAY) {
      assertTrue(answers.getLast().closes() && answers.getLast().status() >= 400);
    }
    assertTrue(whole.end().state().isLast());
    Answers.of(whole.received());
  }

  /** Says what the request was, so that two readings of it cannot give the same answer. */
  private static void tell(Request request, Response response) {
    String body =
        new String(request.body(), request.bodyOffset(), request.bodyLength(), ISO_8859_1);
    String seen =
        request.method()
            + " "
            + request.path()
            + " "
            + request.query("a")
            + " "
            + request.field("x")
            + " "
            + body;
    boolean head = request.method() == Method.HEAD;
    response.typeOfRequest().send(Status.OK, head ? new byte[0] : Http.bytes(seen));
  }

  private static void feedInPieces(Wire wire, byte[] bytes, Random random) {
    int most = random.nextBoolean() ? 4 : 60;
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(most));
      wire.feed(java.util.Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
  }

  /** Well-formed requests that leave the connection open, small enough for {@link #SMALL}. */
  @Provide
  Arbitrary<List<String>> requests() {
    Arbitrary<String> lines =
        Combinators.combine(
                Arbitraries.of("GET", "POST", "HEAD", "PUT", "BREW", "OPTIONS"),
                Arbitraries.of("/", "/a", "/a/b?a=1", "/?a=", "http://lab/x?b&a=2", "http://lab"))
            .as((method, target) -> method + ' ' + target);
    Arbitrary<String> fields =
        Arbitraries.of("", "X: y\r\n", "x:\t\u00e9 \r\n", "Content-Type: a/b\r\nX:\r\n");
    return Combinators.combine(
            Arbitraries.of("", "", "", "\r\n"),
            lines,
            Arbitraries.of("HTTP/1.1\r\nHost: lab\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n"),
            fields,
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40),
            Arbitraries.of(Framing.values()))
        .as(
            (empty, line, version, field, body, framing) ->
                empty + line + ' ' + version + field + framing.around(body, version))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  private enum Framing {
    NONE,
    LENGTH,
    CHUNKS;

    String around(String body, String version) {
      if (this == NONE) {
        return "\r\n";
      }
      if (this == LENGTH || body.isEmpty() || version.startsWith("HTTP/1.0")) {
        return "Content-Length: " + body.length() + "\r\n\r\n" + body;
      }
      String size = Integer.toHexString(body.length());
      return "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n" + body + "\r\n0\r\n\r\n";
    }
  }
}
