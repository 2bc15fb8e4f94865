// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

/**
 * A packet of one connection.
 *
 * @param packet as it was carried
 * @param segment what is in it
 * @param from which byte of its direction's stream it begins with, counted from 0
 */
public record RecordedSegment(RecordedPacket packet, TcpSegment segment, long from) {
  /** The byte behind its last one. */
  public long to() {
    return from + segment.payload().length;
  }

  public boolean isOut() {
    return packet.out();
  }

  /** Whether the other side can go on by it: an acknowledgement alone lets nobody go on. */
  boolean carriesOn() {
    return segment.has(TcpSegment.SYN) || segment.payload().length > 0;
  }
}
