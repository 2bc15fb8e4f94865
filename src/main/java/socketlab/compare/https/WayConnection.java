// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.data.WayPacket;
import socketlab.link.trace.RecordedConnection;
import socketlab.link.trace.RecordedPacket;
import socketlab.link.trace.RecordedSegment;
import socketlab.link.trace.RoundTrips;

/**
 * One connection that was measured.
 *
 * @param nanos from connect to the first byte of the answer, by the clock
 * @param roundTrips until then, by the packets
 * @param bytesOut of the client's packets until then
 * @param bytesBack of the server's
 * @param packets until then
 * @param recorded all that were recorded, for a file
 */
public record WayConnection(
    long nanos,
    int roundTrips,
    long bytesOut,
    long bytesBack,
    List<WayPacket> packets,
    List<RecordedPacket> recorded) {
  /**
   * Reads what was recorded.
   *
   * @param answerEnd the byte behind the record in which the answer begins, in the server's stream
   * @throws IOException in one line, when the packets do not tell of the answer
   */
  static WayConnection of(HttpsWay way, long nanos, long answerEnd, List<RecordedPacket> recorded)
      throws IOException {
    RecordedConnection connection =
        RecordedConnection.first(recorded)
            .orElseThrow(() -> new IOException("no connection was recorded on the link"));
    RecordedSegment answer =
        connection
            .bringing(answerEnd - 1)
            .orElseThrow(() -> new IOException("the answer was not recorded on the link"));
    List<RecordedSegment> until = connection.until(answer);
    WayLabels labels = new WayLabels(connection, way, answerEnd);
    long first = connection.segments().getFirst().packet().sentNanos();
    List<WayPacket> packets = new ArrayList<>();
    for (RecordedSegment one : until) {
      packets.add(
          new WayPacket(
              one.isOut(),
              millis(one.packet().sentNanos() - first),
              millis(one.packet().arrivedNanos() - first),
              one.packet().bytes().length,
              labels.of(one),
              one == answer));
    }
    return new WayConnection(
        nanos,
        RoundTrips.until(connection, answer),
        bytes(packets, true),
        bytes(packets, false),
        packets,
        connection.segments().stream().map(RecordedSegment::packet).toList());
  }

  private static long bytes(List<WayPacket> packets, boolean out) {
    return packets.stream().filter(one -> one.out() == out).mapToLong(WayPacket::bytes).sum();
  }

  /** To the microsecond. */
  static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
