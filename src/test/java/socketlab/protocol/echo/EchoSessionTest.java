// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

@Timeout(20)
class EchoSessionTest {
  private static final byte[] LARGE = new byte[40_000];

  private final Workers workers = new Workers();
  private final Wire wire = new Wire(peer -> new EchoSession(peer, 1_000));
  private final Wire slow = new Wire(peer -> new EchoSession(peer, 1_000), workers);

  @Test
  void whatCameGoesBack() {
    assertEquals("hello", wire.feed("hello").news());
    assertEquals("world", wire.feed("world").news());
    assertEquals(2, wire.taken());
    assertEquals(State.OPEN, wire.state());
  }

  @Test
  void piecesLeaveInTheOrderTheyCame() {
    slow.feed("a").feed("b").feed("c");
    assertEquals(3, workers.waiting());
    workers.runLast();
    workers.runLast();
    slow.turn();
    assertEquals("", slow.received());
    assertEquals(State.OPEN, slow.state());
    workers.runAll();
    slow.turn();
    assertEquals("abc", slow.received());
    assertEquals(State.OPEN, slow.state());
  }

  @Test
  void anyOrderOfFinishingGivesTheSameBytes() {
    Random random = new Random(11);
    byte[] bytes = new byte[300_000];
    random.nextBytes(bytes);
    int at = 0;
    while (at < bytes.length || workers.waiting() > 0) {
      if (at < bytes.length && random.nextBoolean()) {
        int end = Math.min(bytes.length, at + random.nextInt(20_000));
        slow.feed(java.util.Arrays.copyOfRange(bytes, at, end));
        at = end;
      } else if (workers.waiting() > 0) {
        workers.run(random.nextInt(workers.waiting()));
        slow.turn();
      }
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, slow.receivedBytes());
  }

  @Test
  void aPeerThatDoesNotReadIsNotReadFrom() {
    wire.stopReading().feed(LARGE).feed(LARGE).feed(LARGE);
    assertEquals(Output.HIGH_WATER, wire.mostHeld());
    assertFalse(wire.wantsInput());
    assertTrue(wire.wantsDrain());
    wire.startReading();
    assertEquals(3 * LARGE.length, wire.receivedBytes().length);
    assertTrue(wire.wantsInput());
    assertFalse(wire.wantsDrain());
  }

  @Test
  void norWhileWorkersHoldWhatHeSent() {
    slow.feed(LARGE).feed(LARGE).feed(LARGE);
    assertFalse(slow.wantsInput());
    assertFalse(slow.wantsDrain(), "it is not the output that is full");
    assertEquals(3 * LARGE.length - Output.HIGH_WATER, slow.pending());
    while (workers.waiting() > 0) {
      workers.run(0);
      slow.turn();
    }
    assertEquals(3 * LARGE.length, slow.receivedBytes().length);
    assertTrue(slow.mostHeld() <= Output.HIGH_WATER);
  }

  @Test
  void theEndOfInputComesBehindWhatIsOwed() {
    slow.feed("hello").end();
    assertEquals(State.OPEN, slow.state());
    workers.runAll();
    slow.turn();
    assertEquals("hello", slow.received());
    assertEquals(State.OVER, slow.state());
  }

  @Test
  void theEndOfInputComesBehindWhatIsNotTaken() {
    wire.stopReading().feed(LARGE).feed(LARGE).end();
    assertFalse(wire.state().isLast());
    wire.startReading();
    assertEquals(2 * LARGE.length, wire.receivedBytes().length);
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void aTimeoutEndsIt() {
    assertEquals(State.OVER, wire.feed("hello").timeout().state());
    assertFalse(wire.wantsInput());
  }

  @Test
  void stoppingEndsItBehindWhatIsOwed() {
    slow.feed("hello").stop();
    assertEquals(State.OPEN, slow.state());
    assertFalse(slow.wantsInput());
    workers.runAll();
    slow.turn();
    assertEquals("hello", slow.received());
    assertEquals(State.OVER, slow.state());
  }

  @Test
  void afterTheConnectionHasGoneNothingIsWritten() {
    slow.feed("hello");
    slow.close();
    workers.runAll();
    slow.turn();
    assertEquals("", slow.received());
  }
}
