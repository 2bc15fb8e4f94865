// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handshakes whose round trips are known, packet by packet. */
@Timeout(60)
class RoundTripsTest {
  private static final int SYN = TcpSegment.SYN;
  private static final int SYN_ACK = TcpSegment.SYN | TcpSegment.ACK;
  private static final int ACK = TcpSegment.ACK;
  private static final byte[] NOTHING = {};
  private static final byte[] HUNDRED = new byte[100];

  /** Near the end of the numbers, so that they go round within the connection. */
  private final PacketMaker link = new PacketMaker(50, -30, Integer.MAX_VALUE - 20);

  @Test
  void aRequestBehindTheHandshakeTakesTwo() {
    assertEquals(
        2,
        until(
            0,
            link.out(0, SYN, 0, NOTHING),
            link.back(50, SYN_ACK, 0, NOTHING),
            link.out(100, ACK, 0, NOTHING),
            link.out(100.1, ACK, 0, HUNDRED),
            link.back(150.2, ACK, 0, NOTHING),
            link.back(151, ACK, 0, HUNDRED)));
  }

  @Test
  void fourFlightsOfTheClientTakeFour() {
    assertEquals(
        4,
        until(
            200,
            link.out(0, SYN, 0, NOTHING),
            link.back(50, SYN_ACK, 0, NOTHING),
            link.out(100, ACK, 0, HUNDRED),
            link.back(150, ACK, 0, HUNDRED),
            link.out(200, ACK, 100, HUNDRED),
            link.back(250, ACK, 100, HUNDRED),
            link.out(300, ACK, 200, HUNDRED),
            link.back(350, ACK, 200, HUNDRED)));
  }

  @Test
  void aRequestInTheSynTakesOne() {
    assertEquals(
        1,
        until(
            0,
            link.out(0, SYN, 0, HUNDRED),
            link.back(50, SYN_ACK, 0, NOTHING),
            link.back(50.2, ACK, 0, HUNDRED)));
  }

  @Test
  void anAcknowledgementThatOvertakesASlowServerIsNoRoundTrip() {
    PacketMaker near = new PacketMaker(0, 1, 1);
    assertEquals(
        1,
        until(
            0,
            near.out(0, SYN, 0, HUNDRED),
            near.back(0.01, SYN_ACK, 0, NOTHING),
            near.out(0.02, ACK, 100, NOTHING),
            near.back(3, ACK, 0, HUNDRED)));
  }

  @Test
  void anAnswerInTheFlightOfTheServerCountsAsThatFlight() {
    RecordedConnection connection =
        connection(
            link.out(0, SYN, 0, NOTHING),
            link.back(50, SYN_ACK, 0, NOTHING),
            link.out(100, ACK, 0, HUNDRED),
            link.back(150, ACK, 0, HUNDRED),
            link.back(150, ACK, 100, HUNDRED),
            link.out(200, ACK, 100, HUNDRED));
    assertEquals(2, RoundTrips.until(connection, connection.bringing(150).orElseThrow()));
    // What the client sent at last had not arrived by then.
    assertEquals(5, connection.until(connection.bringing(150).orElseThrow()).size());
  }

  @Test
  void aStreamIsPutTogetherFromWhatCameTwice() {
    byte[] first = {1, 2, 3, 4};
    byte[] again = {3, 4, 5, 6};
    RecordedConnection connection =
        connection(
            link.out(0, SYN, 0, first),
            link.back(50, SYN_ACK, 0, NOTHING),
            link.out(100, ACK, 2, again),
            link.out(101, ACK, 99, first));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, connection.stream(true));
  }

  @Test
  void packetsOfAConnectionBeforeAreNotOfThisOne() {
    RecordedPacket late = link.back(0, ACK, 0, HUNDRED);
    RecordedConnection connection =
        connection(late, link.out(1, SYN, 0, NOTHING), link.back(51, SYN_ACK, 0, NOTHING));
    assertEquals(2, connection.segments().size());
  }

  private static RecordedConnection connection(RecordedPacket... packets) {
    return RecordedConnection.first(List.of(packets)).orElseThrow();
  }

  private static int until(long answer, RecordedPacket... packets) {
    RecordedConnection connection = connection(packets);
    return RoundTrips.until(connection, connection.bringing(answer).orElseThrow());
  }
}
