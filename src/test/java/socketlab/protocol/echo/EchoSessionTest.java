// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;

@Timeout(20)
class EchoSessionTest {
  private static final byte[] LARGE = new byte[40_000];

  private final Workers workers = new Workers();
  private final Wire wire = new Wire(EchoSession::new);
  private final Wire slow = new Wire(EchoSession::new, workers);

  @Test
  void whatCameGoesBack() {
    assertEquals("hello", wire.feed("hello").news());
    assertEquals("world", wire.feed("world").news());
    assertEquals(2, wire.session().taken());
    assertEquals(Phase.IDLE, wire.phase());
  }

  @Test
  void piecesLeaveInTheOrderTheyCame() {
    slow.feed("a").feed("b").feed("c");
    assertEquals(3, workers.waiting());
    workers.runLast();
    workers.runLast();
    slow.turn();
    assertEquals("", slow.received());
    assertEquals(Phase.BUSY, slow.phase());
    workers.runAll();
    slow.turn();
    assertEquals("abc", slow.received());
    assertEquals(Phase.IDLE, slow.phase());
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
    assertFalse(wire.session().wantsInput());
    assertTrue(wire.session().wantsDrain());
    wire.startReading();
    assertEquals(3 * LARGE.length, wire.receivedBytes().length);
    assertTrue(wire.session().wantsInput());
    assertFalse(wire.session().wantsDrain());
  }

  @Test
  void norWhileWorkersHoldWhatHeSent() {
    slow.feed(LARGE).feed(LARGE).feed(LARGE);
    assertFalse(slow.session().wantsInput());
    assertFalse(slow.session().wantsDrain(), "it is not the output that is full");
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
    assertEquals(Phase.BUSY, slow.phase());
    workers.runAll();
    slow.turn();
    assertEquals("hello", slow.received());
    assertEquals(Phase.DONE, slow.phase());
  }

  @Test
  void theEndOfInputComesBehindWhatIsNotTaken() {
    wire.stopReading().feed(LARGE).feed(LARGE).end();
    assertFalse(wire.phase().isLast());
    wire.startReading();
    assertEquals(2 * LARGE.length, wire.receivedBytes().length);
    assertEquals(Phase.DONE, wire.phase());
  }

  @Test
  void aTimeoutEndsIt() {
    assertEquals(Phase.DONE, wire.feed("hello").timeout().phase());
    assertFalse(wire.session().wantsInput());
  }

  @Test
  void stoppingEndsItBehindWhatIsOwed() {
    slow.feed("hello").stop();
    assertEquals(Phase.BUSY, slow.phase());
    assertFalse(slow.session().wantsInput());
    workers.runAll();
    slow.turn();
    assertEquals("hello", slow.received());
    assertEquals(Phase.DONE, slow.phase());
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
