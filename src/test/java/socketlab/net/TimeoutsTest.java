// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;

/** How long a peer may take, by a clock that the test moves. */
@Timeout(30)
class TimeoutsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final FakeConnection connection = new FakeConnection();

  @Test
  void onlyThePeersPhasesHaveALimit() {
    assertEquals(10 * SECOND, TIMEOUTS.allowed(Phase.NEW, 0));
    assertEquals(10 * SECOND, TIMEOUTS.allowed(Phase.HEAD, 5000));
    assertEquals(60 * SECOND, TIMEOUTS.allowed(Phase.IDLE, 0));
    assertEquals(Long.MAX_VALUE, TIMEOUTS.allowed(Phase.BUSY, 0));
  }

  @Test
  void aBodyGetsASecondMoreForEveryKibibyte() {
    long kibibyte = TIMEOUTS.allowed(Phase.BODY, 1024) - TIMEOUTS.allowed(Phase.BODY, 0);
    assertEquals(SECOND, kibibyte, SECOND / 1000.0);
  }

  @Test
  void looksAreOftenEnoughAndNotTooOften() {
    assertEquals(SECOND, TIMEOUTS.tick());
    assertEquals(SECOND / 100, new Timeouts(Duration.ofMillis(1), Duration.ofDays(1)).tick());
    assertEquals(SECOND / 50, new Timeouts(Duration.ofDays(1), Duration.ofMillis(200)).tick());
  }

  @Test
  void aLimitIsAboveZero() {
    assertThrows(
        IllegalArgumentException.class, () -> new Timeouts(Duration.ZERO, Duration.ofSeconds(1)));
  }

  @Test
  void aFirstByteWinsNoTime() {
    connection.receiveAt(9 * SECOND, "G");
    assertFalse(connection.isLateAt(10 * SECOND));
    assertTrue(connection.isLateAt(10 * SECOND + 1));
  }

  @Test
  void laterRequestsHaveTheirTimeFromTheirFirstByte() {
    connection.receiveAt(SECOND, "GET / HTTP/1.1\r\nHost: lab\r\n\r\n");
    assertFalse(connection.isLateAt(61 * SECOND));
    connection.receiveAt(60 * SECOND, "G");
    assertFalse(connection.isLateAt(70 * SECOND));
    assertTrue(connection.isLateAt(70 * SECOND + 1));
  }

  @Test
  void moreOfTheHeadWinsNoTime() {
    connection.receiveAt(SECOND, "GET / HTTP/1.1\r\n");
    connection.receiveAt(9 * SECOND, "Host: lab\r\n");
    assertTrue(connection.isLateAt(10 * SECOND + 1));
  }

  @Test
  void aBodyHasItsTimeFromTheEndOfTheHead() {
    connection.receiveAt(
        9 * SECOND, "POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 9999\r\n\r\n");
    assertFalse(connection.isLateAt(19 * SECOND));
    assertTrue(connection.isLateAt(19 * SECOND + 1));
    connection.receiveAt(19 * SECOND, "x".repeat(2048));
    assertFalse(connection.isLateAt(20 * SECOND));
  }

  /** A connection without a socket, and with the clock of the test. */
  private static final class FakeConnection extends Connection {
    private final Output out = new Output(1024);

    FakeConnection() {
      open(
          new HttpConfig(
                  (request, response) -> response.send(Status.OK, new byte[0]),
                  HttpLimits.DEFAULT,
                  HttpDate.NONE,
                  failure -> {})
              .open(SessionFactory.IN_PLACE, this),
          0);
    }

    void receiveAt(long now, String text) {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      received(bytes, 0, bytes.length, out);
      observe(now);
    }

    boolean isLateAt(long now) {
      return isLate(now, TIMEOUTS);
    }

    @Override
    public void run() {}

    @Override
    void perform() {}
  }
}
