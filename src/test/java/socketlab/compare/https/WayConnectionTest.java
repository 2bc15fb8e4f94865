// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.link.trace.PacketMaker.join;
import static socketlab.link.trace.PacketMaker.record;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.WayPacket;
import socketlab.compare.data.WayResult;
import socketlab.link.trace.PacketMaker;
import socketlab.link.trace.RecordedPacket;
import socketlab.link.trace.TcpSegment;

/** A handshake of TLS 1.3 that was made up, packet by packet. */
@Timeout(60)
class WayConnectionTest {
  private static final byte[] NOTHING = {};
  private static final byte[] CLIENT_HELLO = record(22, 200, 1, 0, 0, 196);
  private static final byte[] SERVER_FLIGHT =
      join(record(22, 90, 2, 0, 0, 86), record(20, 1, 1), record(23, 30), record(23, 60));
  private static final byte[] FINISHED_AND_REQUEST =
      join(record(20, 1, 1), record(23, 53), record(23, 80));
  private static final byte[] TICKETS = record(23, 250);
  private static final byte[] ANSWER = record(23, 120);

  private static final PacketMaker LINK = new PacketMaker(50, 7, 9);

  private static List<RecordedPacket> packets() {
    int request = CLIENT_HELLO.length;
    int flight = SERVER_FLIGHT.length;
    return List.of(
        LINK.out(0, TcpSegment.SYN, 0, NOTHING),
        LINK.back(50, TcpSegment.SYN | TcpSegment.ACK, 0, NOTHING),
        LINK.out(100, TcpSegment.ACK, 0, NOTHING),
        LINK.out(100.5, TcpSegment.ACK, 0, CLIENT_HELLO),
        LINK.back(151, TcpSegment.ACK, 0, SERVER_FLIGHT),
        LINK.out(202, TcpSegment.ACK, request, FINISHED_AND_REQUEST),
        LINK.back(253, TcpSegment.ACK, flight, TICKETS),
        LINK.back(253.5, TcpSegment.ACK, flight + TICKETS.length, ANSWER),
        LINK.out(304, TcpSegment.ACK, request + FINISHED_AND_REQUEST.length, NOTHING));
  }

  private static final long ANSWER_END =
      SERVER_FLIGHT.length + TICKETS.length + (long) ANSWER.length;

  @Test
  void whatIsEncryptedIsNamedByItsPlace() throws IOException {
    WayConnection connection =
        WayConnection.of(HttpsWay.TLS_1_3, 303_500_000, ANSWER_END, packets());
    assertEquals(
        List.of(
            "SYN",
            "SYN-ACK",
            "ACK",
            "ClientHello",
            "ServerHello, ChangeCipherSpec, {EncryptedExtensions, Certificate, CertificateVerify,"
                + " Finished}",
            "ChangeCipherSpec, {Finished}, {request}",
            "{NewSessionTicket}",
            "{answer}"),
        connection.packets().stream().map(WayPacket::label).toList());
    assertEquals(3, connection.roundTrips());
    assertTrue(connection.packets().getLast().answer());
    assertEquals(303.5, connection.packets().getLast().arrivedMillis());
    // Four of the client's packets and four of the server's, each with 40 bytes of heads.
    assertEquals(4 * 40 + CLIENT_HELLO.length + FINISHED_AND_REQUEST.length, connection.bytesOut());
    assertEquals(4 * 40 + ANSWER_END, connection.bytesBack());
  }

  @Test
  void earlyDataIsTheRequestAndComesFirst() throws IOException {
    List<RecordedPacket> packets =
        List.of(
            LINK.out(0, TcpSegment.SYN, 0, join(CLIENT_HELLO, record(20, 1, 1), record(23, 80))),
            LINK.back(50, TcpSegment.SYN | TcpSegment.ACK, 0, NOTHING),
            LINK.back(51, TcpSegment.ACK, 0, join(SERVER_FLIGHT, ANSWER)),
            LINK.out(102, TcpSegment.ACK, 306, record(23, 70)));
    WayConnection connection =
        WayConnection.of(
            HttpsWay.FAST_OPEN_EARLY_DATA,
            101_000_000,
            SERVER_FLIGHT.length + ANSWER.length,
            packets);
    assertEquals(1, connection.roundTrips());
    assertEquals(
        List.of(
            "SYN, ClientHello, ChangeCipherSpec, {request as early data}",
            "SYN-ACK",
            "ServerHello, ChangeCipherSpec, {EncryptedExtensions, Finished}, {answer}"),
        connection.packets().stream().map(WayPacket::label).toList());
  }

  @Test
  void anAnswerThatWasNotRecordedIsAFault() {
    IOException fault =
        assertThrows(
            IOException.class,
            () -> WayConnection.of(HttpsWay.TLS_1_3, 1, ANSWER_END + 1000, packets()));
    assertTrue(fault.getMessage().contains("the answer was not recorded"), fault.getMessage());
  }

  @Test
  void theClockCountsWhatALinkAdds() throws IOException {
    List<WayConnection> connections =
        List.of(
            WayConnection.of(HttpsWay.TLS_1_3, 350_000_000, ANSWER_END, packets()),
            WayConnection.of(HttpsWay.TLS_1_3, 303_500_000, ANSWER_END, packets()),
            WayConnection.of(HttpsWay.TLS_1_3, 310_000_000, ANSWER_END, packets()));
    WayResult result = WayResults.of(HttpsWay.TLS_1_3, 100, connections, OptionalDouble.of(2.5));
    assertEquals(3.01, result.byClock());
    assertEquals(303.5, result.leastMillis());
    assertEquals(310, result.medianMillis());
    assertEquals(3, result.agreeing());
    assertTrue(result.asSpecified());
    assertEquals(
        false,
        WayResults.of(HttpsWay.TLS_1_3, 100, connections, OptionalDouble.of(60)).asSpecified(),
        "2.44 by the clock");
    assertEquals(
        false,
        WayResults.of(HttpsWay.TLS_1_2, 100, connections, OptionalDouble.of(2.5)).asSpecified(),
        "one less than TLS 1.2 takes");
  }
}
