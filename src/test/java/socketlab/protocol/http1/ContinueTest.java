// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.protocol.http1.Http.get;
import static socketlab.protocol.http1.Http.request;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

/** {@code Expect: 100-continue}: the peer holds its body back until it is asked for it. */
@Timeout(20)
class ContinueTest {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String EXPECTING = expecting("Content-Length: 5");

  @Test
  void theBodyIsAskedForOnce() {
    Wire wire = Http.wire(Http::serve).feed(EXPECTING);
    assertEquals(CONTINUE, wire.news());
    assertEquals("", wire.feed("he").news());
    assertEquals(List.of("hello"), Answers.bodies(wire.feed("llo").news()));
  }

  @Test
  void inChunksAsWell() {
    Wire wire = Http.wire(Http::serve).feed(expecting("Transfer-Encoding: chunked"));
    assertEquals(CONTINUE, wire.news());
    assertEquals(List.of("hello"), Answers.bodies(wire.feed("5\r\nhello\r\n0\r\n\r\n").news()));
  }

  @Test
  void aBodyThatIsThereIsNotAskedFor() {
    assertEquals(
        List.of(200),
        Answers.statuses(Http.wire(Http::serve).feed(EXPECTING + "hello").received()));
    assertEquals("", Http.wire(Http::serve).feed(EXPECTING + "h").received());
  }

  @Test
  void noBodyIsNotAskedFor() {
    String nothing = expecting("Content-Length: 0");
    assertEquals(List.of(200), Answers.statuses(Http.wire(Http::serve).feed(nothing).received()));
  }

  @Test
  void anHttp10PeerIsNotAsked() {
    String old = request("POST", "/echo", "HTTP/1.0", "Expect: 100-continue", "Content-Length: 5");
    assertEquals("", Http.wire(Http::serve).feed(old).received());
  }

  @Test
  void itKeepsItsPlaceBehindAnswersThatAreOwed() {
    Workers workers = new Workers();
    Wire wire = Http.wire(Http::serve, workers).feed(get("/") + EXPECTING);
    assertEquals("", wire.received());
    workers.runAll();
    wire.turn();
    assertEquals(List.of(200, 100), Answers.statuses(wire.received()));
    wire.feed("hello");
    workers.runAll();
    wire.turn();
    assertEquals(List.of(200, 100, 200), Answers.statuses(wire.received()));
  }

  private static String expecting(String framing) {
    return request("POST", "/echo", "HTTP/1.1", "Host: lab", "Expect: 100-continue", framing);
  }
}
