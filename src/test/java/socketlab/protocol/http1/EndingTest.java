// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

/** How a connection ends, by whom, and in which phase. */
@Timeout(20)
class EndingTest {
  private static final String HALF_A_HEAD = "GET / HTTP/1.1\r\nHost:";
  private static final String HALF_A_BODY =
      "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 10\r\n\r\nhello";
  private static final String HALF_A_CHUNK =
      "POST /echo HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe";

  private final Workers workers = new Workers();
  private final Wire wire = Http.wire(Http::serve);
  private final Wire slow = Http.wire(Http::serve, workers);

  @Nested
  class ThePeerShutsItsSide {
    @Test
    void betweenRequests() {
      assertEquals(State.OVER, wire.feed(get("/")).end().state());
      assertEquals(List.of(200), Answers.statuses(wire.received()));
    }

    @Test
    void beforeAnyRequest() {
      assertEquals(State.OVER, wire.end().state());
      assertEquals("", wire.received());
    }

    @Test
    void whileAnswersAreOwed() {
      slow.feed(get("/") + get("/nothing")).end();
      assertEquals(State.OPEN, slow.state());
      workers.runAll();
      slow.turn();
      assertEquals(List.of(200, 404), Answers.statuses(slow.received()));
      assertEquals(State.OVER, slow.state());
    }

    @Test
    void inAHead() {
      assertTurnedAway(400, wire.feed(HALF_A_HEAD).end());
    }

    @Test
    void inABody() {
      assertTurnedAway(400, wire.feed(HALF_A_BODY).end());
    }

    @Test
    void inAChunk() {
      assertTurnedAway(400, wire.feed(HALF_A_CHUNK).end());
    }

    @Test
    void inARequestBehindOnesThatAreOwed() {
      slow.feed(get("/") + HALF_A_BODY).end();
      workers.runAll();
      slow.turn();
      assertEquals(List.of(200, 400), Answers.statuses(slow.received()));
      assertEquals(State.TURNED_AWAY, slow.state());
    }
  }

  @Nested
  class TheTimeLimitPasses {
    @Test
    void beforeAnyRequest() {
      assertTurnedAway(408, wire.timeout());
    }

    @Test
    void inAHead() {
      assertTurnedAway(408, wire.feed(HALF_A_HEAD).timeout());
    }

    @Test
    void inABody() {
      assertTurnedAway(408, wire.feed(HALF_A_BODY).timeout());
    }

    @Test
    void betweenRequestsNothingIsSaid() {
      wire.feed(get("/")).news();
      assertEquals(State.OVER, wire.timeout().state());
      assertEquals("", wire.news());
    }

    @Test
    void onceItHasEndedNothingIsSaid() {
      wire.feed(get("/", "Connection: close")).news();
      assertEquals(State.OVER, wire.timeout().state());
      assertEquals("", wire.news());
    }

    @Test
    void andThePeerShutsItsSideAfterThat() {
      assertTurnedAway(408, wire.feed(HALF_A_BODY).timeout().end().timeout());
    }
  }

  @Nested
  class TheServerStops {
    @Test
    void beforeAnyRequest() {
      assertEquals(State.OVER, wire.stop().state());
    }

    @Test
    void betweenRequests() {
      assertEquals(State.OVER, wire.feed(get("/")).stop().state());
    }

    @Test
    void inAHead() {
      assertEquals(State.OPEN, wire.feed(HALF_A_HEAD).stop().state());
      assertLastOne(wire.feed(" lab\r\n\r\n" + get("/")));
    }

    @Test
    void inABody() {
      assertEquals(State.OPEN, wire.feed(HALF_A_BODY).stop().state());
      assertLastOne(wire.feed("world" + get("/")));
    }

    @Test
    void whileAnswersAreOwed() {
      assertEquals(State.OPEN, slow.feed(get("/")).stop().state());
      slow.feed(get("/"));
      assertEquals(1, workers.waiting(), "nothing new is begun");
      workers.runAll();
      slow.turn();
      assertEquals(State.OVER, slow.state());
      assertEquals(List.of(200), Answers.statuses(slow.received()));
    }

    private void assertLastOne(Wire wire) {
      assertEquals(List.of(200), Answers.statuses(wire.received()));
      assertTrue(Answers.of(wire.received()).getLast().closes());
      assertEquals(State.OVER, wire.state());
    }
  }

  @Nested
  class TheRequestSays {
    @Test
    void nothing() {
      assertGoesOn(get("/"), null);
      assertEnds(Http.get10("/"));
    }

    @Test
    void close() {
      assertEnds(get("/", "Connection: close"));
      assertEnds(Http.get10("/", "Connection: close"));
    }

    @Test
    void keepAlive() {
      assertGoesOn(get("/", "Connection: keep-alive"), null);
      assertGoesOn(Http.get10("/", "Connection: keep-alive"), "keep-alive");
    }

    private void assertGoesOn(String request, String connection) {
      Wire wire = Http.wire(Http::serve).feed(request);
      Answers.Answer answer = Answers.of(wire.received()).getFirst();
      assertEquals(connection, answer.fields().get("connection"));
      assertEquals(State.OPEN, wire.state());
    }

    private void assertEnds(String request) {
      Wire wire = Http.wire(Http::serve).feed(request);
      assertTrue(Answers.of(wire.received()).getFirst().closes());
      assertEquals(State.OVER, wire.state());
    }
  }

  @Test
  void afterTheConnectionHasGoneNothingIsWritten() {
    slow.feed(get("/"));
    slow.close();
    workers.runAll();
    slow.turn();
    assertEquals("", slow.received());
    assertFalse(slow.wantsInput());
  }

  private static void assertTurnedAway(int status, Wire wire) {
    assertEquals(List.of(status), Answers.statuses(wire.received()));
    assertTrue(Answers.of(wire.received()).getLast().closes());
    assertEquals(State.TURNED_AWAY, wire.state());
    assertFalse(wire.wantsInput());
  }
}
