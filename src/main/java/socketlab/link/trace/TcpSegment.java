// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The TCP segment of an IPv4 packet, RFC 9293 section 3.1.
 *
 * @param sourcePort from 0 to 65535
 * @param destinationPort likewise
 * @param sequence of its first byte, as it is on the wire
 * @param flags the eight bits of {@link #SYN} and its like
 * @param cookie of the option TCP Fast Open, RFC 7413 section 4.1.1: empty bytes ask for one
 * @param payload what it carries
 */
public record TcpSegment(
    int sourcePort,
    int destinationPort,
    int sequence,
    int flags,
    Optional<byte[]> cookie,
    byte[] payload) {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;

  private static final int TCP = 6;
  private static final int LEAST_IP = 20;
  private static final int LEAST_TCP = 20;
  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;
  private static final int FAST_OPEN = 34;

  /** Reads one; empty where the packet carries something else. */
  public static Optional<TcpSegment> of(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    if (packet.length < LEAST_IP || packet[0] >> 4 != 4 || packet[9] != TCP) {
      return Optional.empty();
    }
    int tcp = (packet[0] & 0xf) * 4;
    int end = Math.min(packet.length, bytes.getShort(2) & 0xffff);
    if (tcp < LEAST_IP || end < tcp + LEAST_TCP) {
      return Optional.empty();
    }
    int data = tcp + (packet[tcp + 12] >> 4 & 0xf) * 4;
    if (data < tcp + LEAST_TCP || data > end) {
      return Optional.empty();
    }
    return Optional.of(
        new TcpSegment(
            bytes.getShort(tcp) & 0xffff,
            bytes.getShort(tcp + 2) & 0xffff,
            bytes.getInt(tcp + 4),
            packet[tcp + 13] & 0xff,
            cookie(packet, tcp + LEAST_TCP, data),
            Arrays.copyOfRange(packet, data, end)));
  }

  /** Options are a kind, a length over both of these too, and what the kind has. */
  private static Optional<byte[]> cookie(byte[] packet, int from, int to) {
    int at = from;
    while (at < to && packet[at] != END_OF_OPTIONS) {
      if (packet[at] == NO_OPERATION) {
        at++;
        continue;
      }
      int length = at + 1 < to ? packet[at + 1] & 0xff : 0;
      if (length < 2 || at + length > to) {
        return Optional.empty();
      }
      if (packet[at] == FAST_OPEN) {
        return Optional.of(Arrays.copyOfRange(packet, at + 2, at + length));
      }
      at += length;
    }
    return Optional.empty();
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Its flags and its option, as {@code SYN-ACK} or {@code SYN + cookie}; ACK alone is said too.
   */
  public String describe() {
    String name =
        has(RST) ? "RST" : has(SYN) ? has(ACK) ? "SYN-ACK" : "SYN" : has(FIN) ? "FIN" : "ACK";
    return cookie
        .map(bytes -> name + (bytes.length > 0 ? " + cookie" : " + cookie request"))
        .orElse(name);
  }
}
