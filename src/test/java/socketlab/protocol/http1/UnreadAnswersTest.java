// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** A peer that asks and does not read: what is held for it has a bound, and it loses nothing. */
@Timeout(20)
class UnreadAnswersTest {
  private static final int REQUESTS = 200;
  private static final byte[] LARGE = new byte[10_000];
  private static final int BOUND = Output.HIGH_WATER + LARGE.length + 200;

  private int handled;

  @Test
  void noAnswerIsBegunAboveTheHighWaterMark() {
    boundedAndComplete(Handlers.IN_PLACE);
  }

  @Test
  void neitherWhenWorkersMakeThem() {
    boundedAndComplete(Workers.AT_ONCE);
  }

  private void boundedAndComplete(Handlers handlers) {
    Wire wire = Http.wire(this::large, handlers).stopReading();
    for (int i = 0; i < REQUESTS; i++) {
      wire.feed(get("/"));
    }
    assertTrue(wire.unread() >= Output.HIGH_WATER);
    assertTrue(wire.mostHeld() <= BOUND, "held " + wire.mostHeld());
    assertFalse(wire.wantsInput());
    assertTrue(handled < REQUESTS);
    wire.startReading();
    assertEquals(REQUESTS, handled);
    assertEquals(REQUESTS, Answers.of(wire.received()).size());
    assertTrue(wire.mostHeld() <= BOUND, "held " + wire.mostHeld());
    assertTrue(wire.wantsInput());
    assertFalse(wire.wantsDrain());
  }

  @Test
  void whatCameInOnePieceWaitsAndIsGoneOnWith() {
    Wire wire = Http.wire(this::large).stopReading().feed(get("/").repeat(REQUESTS));
    assertTrue(wire.mostHeld() <= BOUND, "held " + wire.mostHeld());
    assertFalse(wire.wantsInput(), "the bytes that are here come first");
    assertTrue(wire.wantsDrain());
    wire.startReading();
    assertEquals(REQUESTS, handled);
    assertTrue(wire.wantsInput());
    assertFalse(wire.wantsDrain());
  }

  @Test
  void aPeerThatReadsALittleGetsALittle() {
    Wire wire = Http.wire(this::large).stopReading();
    for (int i = 0; i < REQUESTS; i++) {
      wire.feed(get("/"));
    }
    int before = handled;
    wire.read(wire.unread() - Output.HIGH_WATER);
    assertEquals(before, handled, "still at the mark");
    wire.read(1);
    assertEquals(before + 1, handled);
  }

  @Test
  void theEndOfInputWaitsBehindRequestsThatAreNotTaken() {
    Wire wire = Http.wire(this::large).stopReading();
    for (int i = 0; i < REQUESTS; i++) {
      wire.feed(get("/"));
    }
    wire.end();
    assertFalse(wire.state().isLast());
    wire.startReading();
    assertEquals(REQUESTS, Answers.of(wire.received()).size());
    assertTrue(wire.state().isLast());
  }

  @Test
  void answersOfWorkersWaitForRoom() {
    Workers workers = new Workers();
    Wire wire = Http.wire(this::large, workers).stopReading();
    for (int i = 0; i < 20; i++) {
      wire.feed(get("/"));
    }
    workers.runAll();
    wire.turn();
    assertTrue(wire.mostHeld() <= BOUND, "held " + wire.mostHeld());
    assertTrue(wire.wantsDrain());
    wire.startReading();
    assertEquals(20, Answers.of(wire.received()).size());
  }

  private void large(Request request, Response response) {
    handled++;
    response.send(Status.OK, LARGE);
  }
}
