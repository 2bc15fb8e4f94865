// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often a packet's sender had waited for the other side, by the packets alone and
 * without a clock's time: each goes one step further than what had reached its sender before.
 *
 * <pre>
 *   client  SYN 1 ──▶          ──▶ ClientHello 2 ──▶            ──▶ request 3 ──▶
 *   server          SYN-ACK 1 ──▶                   hello … 2 ──▶                answer 3: three
 * </pre>
 *
 * <p>Acknowledgements alone do not count: nobody waits for them.
 */
public final class RoundTrips {
  private final List<RecordedSegment> carrying;
  private final Map<RecordedSegment, Integer> known = new HashMap<>();

  private RoundTrips(RecordedConnection connection) {
    carrying = connection.segments().stream().filter(RecordedSegment::carriesOn).toList();
  }

  /**
   * How many round trips lie between the client's SYN and the arrival of a packet at the client.
   *
   * @param answer a packet of the server's that carries bytes
   */
  public static int until(RecordedConnection connection, RecordedSegment answer) {
    return new RoundTrips(connection).of(answer);
  }

  private int of(RecordedSegment packet) {
    Integer before = known.get(packet);
    if (before != null) {
      return before;
    }
    int most = 0;
    for (RecordedSegment other : carrying) {
      if (other.isOut() != packet.isOut()
          && other.packet().arrivedNanos() <= packet.packet().sentNanos()) {
        most = Math.max(most, of(other));
      }
    }
    int own = packet.isOut() ? most + 1 : most;
    known.put(packet, own);
    return own;
  }
}
