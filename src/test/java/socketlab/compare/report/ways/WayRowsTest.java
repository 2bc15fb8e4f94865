// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report.ways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.WayPacket;
import socketlab.compare.data.WayResult;

@Timeout(60)
class WayRowsTest {
  private static final List<WayPacket> PACKETS =
      List.of(
          new WayPacket(true, 0, 50.04, 60, "SYN", false),
          new WayPacket(false, 50.1, 100.15, 60, "SYN-ACK", false),
          new WayPacket(true, 100.2, 150.24, 300, "ClientHello", false),
          new WayPacket(
              false,
              151,
              201,
              900,
              "ServerHello, ChangeCipherSpec, {EncryptedExtensions, Certificate, CertificateVerify,"
                  + " Finished}",
              true));

  private static WayResult result(
      String title, int millis, int expected, int counted, Double clock) {
    return new WayResult(
        title.toLowerCase().replace(' ', '-'),
        title,
        millis,
        expected,
        counted,
        5,
        5,
        clock,
        1.5 + millis * expected,
        2 + millis * expected,
        420,
        2400,
        PACKETS);
  }

  private static WayRows rows(int counted, double clock) {
    return new WayRows(
        List.of(
            result("TLS 1.2", 0, 4, 4, null),
            result("TLS 1.3", 0, 3, 3, null),
            result("TLS 1.2", 100, 4, 4, 4.01),
            result("TLS 1.3", 100, 3, counted, clock),
            result("TLS 1.2", 200, 4, 4, 4.0),
            result("TLS 1.3", 200, 3, 3, 3.0)));
  }

  @Test
  void aRowAWayAndAColumnALink() {
    WayRows rows = rows(3, 3.02);
    assertEquals(
        List.of(
            "way",
            "round trips by the specifications",
            "by packets",
            "by clock",
            "at 0 ms",
            "at 100 ms",
            "at 200 ms",
            "bytes out",
            "bytes back"),
        rows.head());
    assertEquals(
        List.of(
            List.of(
                "TLS 1.2",
                "4",
                "4",
                "4.01 · 4.00",
                "1.5 ms",
                "401.5 ms",
                "801.5 ms",
                "420",
                "2,400"),
            List.of(
                "TLS 1.3",
                "3",
                "3",
                "3.02 · 3.00",
                "1.5 ms",
                "301.5 ms",
                "601.5 ms",
                "420",
                "2,400")),
        rows.rows());
  }

  @Test
  void whereAllAgreeTheSentenceSaysSoAndElseWhereTheyDoNot() {
    assertTrue(
        rows(3, 3.02).sentence().orElseThrow().endsWith("in 6 of 6 cases (2 ways, 3 links)."));
    assertTrue(
        rows(4, 3.02)
            .sentence()
            .orElseThrow()
            .endsWith("not: TLS 1.3 at 100 ms, 3 expected, 4 by packets, 3.02 by clock."));
    assertTrue(rows(3, 3.6).sentence().orElseThrow().contains("in 5 of 6 cases"));
    assertEquals(Optional.empty(), new WayRows(List.of()).sentence());
  }

  @Test
  void theLinkThatTellsTheStepsApartIsDrawn() {
    assertEquals(
        List.of("TLS 1.2", "TLS 1.3"), rows(3, 3).drawn().stream().map(WayResult::title).toList());
    assertTrue(rows(3, 3).drawn().stream().allMatch(one -> one.roundTripMillis() == 100));
  }

  @Test
  void aSequenceHasAnArrowAPacketAndLinesOfOneWidth() {
    SequenceText diagram = new SequenceText(result("TLS 1.3", 100, 3, 3, 3.0));
    assertEquals(
        "TLS 1.3, 100 ms a round trip: 3 round trips, 301.5 ms, 420 bytes out, 2,400 bytes back",
        diagram.title());
    List<String> lines = diagram.lines();
    String all = String.join("\n", lines);
    assertEquals(2, lines.stream().filter(line -> line.contains("─▶")).count(), all);
    assertEquals(2, lines.stream().filter(line -> line.contains("◀─")).count(), all);
    assertTrue(lines.get(2).startsWith("     0.0  │ ─"), all);
    assertTrue(lines.get(2).endsWith("▶ │  50.0"), all);
    assertTrue(all.contains("CertificateVerify,"), all);
    assertTrue(all.contains("the first byte"), all);
    // The two lines stand one below the other.
    for (String line : lines.subList(1, lines.size())) {
      assertEquals(10, line.indexOf('│'), all);
      assertEquals(75, line.lastIndexOf('│'), all);
    }
  }
}
