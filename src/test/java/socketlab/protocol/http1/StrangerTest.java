// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;

/** Clients that speak TLS where HTTP is spoken in clear. */
@Timeout(20)
class StrangerTest {
  /** How a ClientHello begins: a record of a handshake, of 512 bytes. */
  private static final byte[] HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3};

  private final List<String> told = new ArrayList<>();
  private final HttpConfig config =
      new HttpConfig(
          (request, response) -> response.send(Status.OK),
          HttpLimits.DEFAULT,
          HttpDate.NONE,
          failure -> {
            throw new AssertionError(failure);
          },
          told::add);

  private Wire wire() {
    return new Wire(Http1Session.factory(config));
  }

  private void assertTurnedAway(Wire wire) {
    assertTrue(wire.received().startsWith("HTTP/1.1 400 Bad Request\r\n"), wire.received());
    assertTrue(
        wire.received()
            .endsWith("this port speaks HTTP in clear; ask by http:// rather than https://\n"),
        wire.received());
    assertEquals(State.TURNED_AWAY, wire.state());
    assertEquals(List.of("a client spoke TLS on a port that is in clear, and got 400"), told);
  }

  /** It does not wait for the end of a line that does not come. */
  @Test
  void theFirstByteIsEnough() {
    assertTurnedAway(wire().feed(Arrays.copyOf(HELLO, 1)));
  }

  @Test
  void aHelloIsAnsweredOnce() {
    Wire wire = wire().feed(HELLO, 3, 5);
    assertTurnedAway(wire);
    wire.feed(HELLO);
    assertTurnedAway(wire);
  }

  /** A line's end may stand in it by chance. */
  @Test
  void aHelloWithALineIsOneToo() {
    byte[] lined = Arrays.copyOf(HELLO, 40);
    lined[20] = '\r';
    lined[21] = '\n';
    assertTurnedAway(wire().feed(lined));
  }

  /** Behind a request it is garbage like any other. */
  @Test
  void onlyTheFirstByteOfAConnectionTellsTls() {
    Wire wire = wire().feed("GET / HTTP/1.1\r\nHost: lab\r\n\r\n");
    wire.news();
    wire.feed(HELLO).feed("\r\n");
    assertTrue(wire.received().startsWith("HTTP/1.1 400 "), wire.received());
    assertEquals(List.of(), told);
  }
}
