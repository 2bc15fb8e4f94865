// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One TCP connection out of what was recorded, in the order in which its packets were sent.
 *
 * @param segments the client's SYN first
 */
public record RecordedConnection(List<RecordedSegment> segments) {
  public RecordedConnection {
    segments = List.copyOf(segments);
  }

  /** The first connection that was begun among these packets; empty where none was. */
  public static Optional<RecordedConnection> first(List<RecordedPacket> packets) {
    int client = -1;
    Long[] first = new Long[2];
    List<RecordedSegment> segments = new ArrayList<>();
    for (RecordedPacket packet : packets) {
      TcpSegment segment = TcpSegment.of(packet.bytes()).orElse(null);
      if (segment == null) {
        continue;
      }
      boolean begins = packet.out() && segment.has(TcpSegment.SYN);
      if (client < 0 && begins) {
        client = segment.sourcePort();
      }
      if (client != (packet.out() ? segment.sourcePort() : segment.destinationPort())) {
        continue;
      }
      int side = packet.out() ? 0 : 1;
      boolean syn = segment.has(TcpSegment.SYN);
      if (first[side] == null && syn) {
        // A SYN takes a number of its own.
        first[side] = segment.sequence() + 1L;
      }
      if (first[side] != null) {
        // Numbers go round after 2^32.
        long from = (int) (segment.sequence() + (syn ? 1 : 0) - first[side]);
        segments.add(new RecordedSegment(packet, segment, from));
      }
    }
    return segments.isEmpty() ? Optional.empty() : Optional.of(new RecordedConnection(segments));
  }

  /** What one side said, as far as it was carried without a gap. */
  public byte[] stream(boolean out) {
    byte[] stream = new byte[0];
    for (RecordedSegment one : segments) {
      if (one.isOut() == out && one.from() >= 0 && one.from() <= stream.length) {
        int old = (int) (stream.length - one.from());
        byte[] payload = one.segment().payload();
        if (old < payload.length) {
          byte[] longer = java.util.Arrays.copyOf(stream, (int) one.to());
          System.arraycopy(payload, old, longer, stream.length, payload.length - old);
          stream = longer;
        }
      }
    }
    return stream;
  }

  /**
   * The packet that brought the client this byte of the server, first if several did.
   *
   * @param at counted from 0
   */
  public Optional<RecordedSegment> bringing(long at) {
    return segments.stream()
        .filter(one -> !one.isOut() && one.from() <= at && at < one.to())
        .findFirst();
  }

  /** All that were carried up to this one's arrival, itself among them. */
  public List<RecordedSegment> until(RecordedSegment last) {
    long end = last.packet().arrivedNanos();
    return segments.stream().filter(one -> one.packet().arrivedNanos() <= end).toList();
  }
}
