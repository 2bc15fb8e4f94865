// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http1.Corpus;
import socketlab.protocol.http1.CorpusServer;

/** A session in a session in a session says what it says alone, however the bytes are cut. */
@Timeout(120)
class NestedSessionTest {
  private static final byte OUTER = 0x55;
  private static final byte INNER = (byte) 0xc3;
  private static final byte BOTH = OUTER ^ INNER;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  /** As many cuts as a case of this length is tried with. */
  private static final int CUTS = 60;

  @TestFactory
  Stream<DynamicTest> theCorpus() {
    return Corpus.all().stream().map(of -> dynamicTest(of.name(), () -> sameAnswers(of)));
  }

  private static void sameAnswers(Corpus.Case of) {
    byte[] bytes = changed(of.bytes());
    Wire plain = new Wire(CorpusServer.sessions()).feed(of.bytes());
    assertSame(plain, nested(CorpusServer.sessions()).feed(bytes), "whole");
    assertSame(plain, nested(CorpusServer.sessions()).feedByteByByte(bytes), "byte by byte");
    for (int cut = 1; cut < bytes.length; cut += Math.max(1, bytes.length / CUTS)) {
      assertSame(plain, nested(CorpusServer.sessions()).feed(bytes, cut), "cut at " + cut);
    }
    Wire byWorkers = new Wire(twice(CorpusServer.sessions()), Workers.AT_ONCE).feed(bytes);
    assertSame(plain, byWorkers, "by workers");
    assertTrue(nested(CorpusServer.sessions()).feed(bytes).end().state().isLast());
  }

  private static void assertSame(Wire plain, Wire nested, String how) {
    assertEquals(
        plain.received().replace(CONTINUE, ""),
        new String(changed(nested.receivedBytes()), ISO_8859_1).replace(CONTINUE, ""),
        how);
    assertEquals(plain.state(), nested.state(), how);
  }

  @Test
  void whateverThePeerDoesTheBytesComeBack() {
    Random random = new Random(17);
    for (int round = 0; round < 50; round++) {
      Workers workers = new Workers();
      Wire wire = new Wire(twice(peer -> new EchoSession(peer, 1_000)), workers);
      byte[] bytes = new byte[random.nextInt(300_000)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(40_000));
        wire.feed(Arrays.copyOfRange(bytes, at, end));
        at = end;
        if (random.nextBoolean()) {
          wire.stopReading();
        } else {
          wire.startReading();
        }
        while (workers.waiting() > 0 && random.nextBoolean()) {
          workers.run(random.nextInt(workers.waiting()));
          wire.turn();
        }
      }
      wire.end().startReading();
      while (workers.waiting() > 0) {
        workers.runAll();
        wire.turn();
      }
      assertArrayEquals(bytes, wire.receivedBytes());
      assertEquals(Session.State.OVER, wire.state());
      assertTrue(wire.mostHeld() <= Output.HIGH_WATER);
      assertTrue(wire.mostKept() <= 8 * Output.HIGH_WATER, "kept " + wire.mostKept());
    }
  }

  @Test
  void theStopAndTheDeadlineReachTheInnermost() {
    Wire wire = nested(peer -> new EchoSession(peer, 1_000)).feed("hello");
    assertEquals(1_000, wire.patience());
    assertEquals(Session.State.OVER, wire.stop().state());
    Wire late = nested(peer -> new EchoSession(peer, 1_000));
    assertEquals(Session.State.OPEN, late.pass(1_000).state());
    assertEquals(Session.State.OVER, late.pass(1).state());
  }

  private static Wire nested(SessionFactory sessions) {
    return new Wire(twice(sessions));
  }

  private static SessionFactory twice(SessionFactory sessions) {
    return XorSession.around(XorSession.around(sessions, INNER), OUTER);
  }

  private static byte[] changed(byte[] bytes) {
    return XorSession.changed(bytes, 0, bytes.length, BOTH);
  }
}
