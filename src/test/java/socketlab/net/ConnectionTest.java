// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;

/**
 * What a connection does with bytes that its session cannot take yet: none is forgotten, whichever
 * way the session comes to have room. Here the test is the worker, and the kernel.
 */
@Timeout(30)
class ConnectionTest {
  private static final int SENT = Output.HIGH_WATER + 30_000;

  private final Queue<Runnable> worker = new ArrayDeque<>();
  private final Output out = new Output(1024);
  private final FakeConnection connection = new FakeConnection(EchoSession::new);
  private int echoed;

  /** The session takes what fits, the rest is held; then its answer fills the output. */
  private void fillOutput() {
    connection.received(new byte[SENT], 0, SENT, out);
    work();
    connection.resumed(out);
    assertTrue(out.isFull());
  }

  private void work() {
    while (!worker.isEmpty()) {
      worker.remove().run();
    }
  }

  private void kernelTakes(int bytes) {
    out.sent(bytes);
    echoed += bytes;
  }

  private void runToTheEnd() {
    while (!worker.isEmpty() || connection.wantsDrain() || !out.isEmpty()) {
      work();
      connection.resumed(out);
      connection.tellEnd(out);
      kernelTakes(out.size());
    }
  }

  @Test
  void whatWasHeldBackGoesOnWhenThereIsRoom() {
    fillOutput();
    kernelTakes(out.size());
    runToTheEnd();
    assertEquals(SENT, echoed);
  }

  @Test
  void thePeersEndWaitsBehindWhatIsHeld() {
    fillOutput();
    kernelTakes(1000);
    connection.inputEnded();
    connection.tellEnd(out);
    runToTheEnd();
    assertEquals(SENT, echoed);
  }

  @Test
  void aStopWaitsBehindWhatIsHeld() {
    fillOutput();
    connection.tellStop(out);
    assertFalse(connection.isStopTold());
    kernelTakes(1000);
    connection.tellStop(out);
    runToTheEnd();
    assertEquals(SENT, echoed);
  }

  /** Else a loop would spin until the rest of a message has come. */
  @Test
  void theBeginningOfAMessageIsNoReasonToGoOn() {
    FakeConnection http =
        new FakeConnection(
            new HttpConfig(
                (request, response) -> response.send(Status.OK, new byte[SENT]),
                HttpLimits.DEFAULT,
                HttpDate.NONE,
                failure -> {}));
    byte[] oneAndABit = "GET / HTTP/1.1\r\nHost: lab\r\n\r\nGET".getBytes(US_ASCII);
    http.received(oneAndABit, 0, oneAndABit.length, out);
    work();
    http.resumed(out);
    assertTrue(out.isFull());
    out.sent(out.size());
    http.resumed(out);
    assertTrue(http.hasUnread());
    assertFalse(http.wantsDrain());
  }

  private final class FakeConnection extends Connection {
    FakeConnection(SessionFactory sessions) {
      open(sessions.open(worker::add, this), 0);
    }

    @Override
    public void run() {}

    @Override
    void perform() {}
  }
}
