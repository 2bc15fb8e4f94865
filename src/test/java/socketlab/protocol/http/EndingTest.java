// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http.Http.get;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Phase;
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

  @Test
  void phasesInTheirTurn() {
    assertEquals(Phase.NEW, wire.phase());
    assertEquals(Phase.NEW, wire.feed("\r\n").phase(), "an empty line begins nothing");
    assertEquals(Phase.HEAD, wire.feed(HALF_A_HEAD).phase());
    assertEquals(Phase.IDLE, wire.feed("lab\r\n\r\n").phase());
    assertEquals(Phase.BODY, wire.feed(HALF_A_BODY).phase());
    assertEquals(Phase.IDLE, wire.feed("world").phase());
    assertEquals(Phase.BODY, wire.feed(HALF_A_CHUNK).phase());
    assertEquals(Phase.REJECTED, wire.feed("llo*").phase());
    assertEquals(Phase.BUSY, slow.feed(get("/")).phase());
  }

  @Nested
  class ThePeerShutsItsSide {
    @Test
    void betweenRequests() {
      assertEquals(Phase.DONE, wire.feed(get("/")).end().phase());
      assertEquals(List.of(200), Answers.statuses(wire.received()));
    }

    @Test
    void beforeAnyRequest() {
      assertEquals(Phase.DONE, wire.end().phase());
      assertEquals("", wire.received());
    }

    @Test
    void whileAnswersAreOwed() {
      slow.feed(get("/") + get("/nothing")).end();
      assertEquals(Phase.BUSY, slow.phase());
      workers.runAll();
      slow.turn();
      assertEquals(List.of(200, 404), Answers.statuses(slow.received()));
      assertEquals(Phase.DONE, slow.phase());
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
      assertEquals(Phase.REJECTED, slow.phase());
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
      assertEquals(Phase.DONE, wire.timeout().phase());
      assertEquals("", wire.news());
    }

    @Test
    void onceItHasEndedNothingIsSaid() {
      wire.feed(get("/", "Connection: close")).news();
      assertEquals(Phase.DONE, wire.timeout().phase());
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
      assertEquals(Phase.DONE, wire.stop().phase());
    }

    @Test
    void betweenRequests() {
      assertEquals(Phase.DONE, wire.feed(get("/")).stop().phase());
    }

    @Test
    void inAHead() {
      assertEquals(Phase.HEAD, wire.feed(HALF_A_HEAD).stop().phase());
      assertLastOne(wire.feed(" lab\r\n\r\n" + get("/")));
    }

    @Test
    void inABody() {
      assertEquals(Phase.BODY, wire.feed(HALF_A_BODY).stop().phase());
      assertLastOne(wire.feed("world" + get("/")));
    }

    @Test
    void whileAnswersAreOwed() {
      assertEquals(Phase.BUSY, slow.feed(get("/")).stop().phase());
      slow.feed(get("/"));
      assertEquals(1, workers.waiting(), "nothing new is begun");
      workers.runAll();
      slow.turn();
      assertEquals(Phase.DONE, slow.phase());
      assertEquals(List.of(200), Answers.statuses(slow.received()));
    }

    private void assertLastOne(Wire wire) {
      assertEquals(List.of(200), Answers.statuses(wire.received()));
      assertTrue(Answers.of(wire.received()).getLast().closes());
      assertEquals(Phase.DONE, wire.phase());
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
      assertEquals(Phase.IDLE, wire.phase());
    }

    private void assertEnds(String request) {
      Wire wire = Http.wire(Http::serve).feed(request);
      assertTrue(Answers.of(wire.received()).getFirst().closes());
      assertEquals(Phase.DONE, wire.phase());
    }
  }

  @Test
  void afterTheConnectionHasGoneNothingIsWritten() {
    slow.feed(get("/"));
    slow.close();
    workers.runAll();
    slow.turn();
    assertEquals("", slow.received());
    assertFalse(slow.session().wantsInput());
  }

  private static void assertTurnedAway(int status, Wire wire) {
    assertEquals(List.of(status), Answers.statuses(wire.received()));
    assertTrue(Answers.of(wire.received()).getLast().closes());
    assertEquals(Phase.REJECTED, wire.phase());
    assertFalse(wire.session().wantsInput());
  }
}
