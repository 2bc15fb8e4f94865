// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.protocol.http1.Http.get;
import static socketlab.protocol.http1.Http.request;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Wire;

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
    ManualWorkers workers = new ManualWorkers();
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

  /** RFC 9110 sections 5.3, 5.6.1.2 and 10.1.1. */
  @ParameterizedTest
  @CsvSource({
    "'Expect: 100-Continue', true",
    "'Expect: ,100-continue,\t,', true",
    "'Expect: ,\r\nX: y\r\nEXPECT: 100-continue', true",
    "'Expect: 100-continue, other', false",
    "'Expect: 100-continue\r\nExpect: other', false"
  })
  void whatIsExpectedIsAListOverAllItsLines(String fields, boolean known) {
    String lines = fields.replace("\\r\\n", "\r\n");
    String asked = request("POST", "/echo", "HTTP/1.1", "Host: lab", lines, "Content-Length: 5");
    String said = Http.wire(Http::serve).feed(asked).received();
    assertEquals(known ? List.of(100) : List.of(417), Answers.statuses(said));
  }

  private static String expecting(String framing) {
    return request("POST", "/echo", "HTTP/1.1", "Host: lab", "Expect: 100-continue", framing);
  }
}
