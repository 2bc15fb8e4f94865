// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import socketlab.linux.network.PacketMemory;

/**
 * Readdresses a packet, so that it comes back to the machine that sent it as if from another one.
 *
 * <pre>
 *   client sends   10.99.0.1 → 10.99.0.2     server gets   10.98.0.3 → 10.99.0.1     out
 *   server sends   10.99.0.1 → 10.98.0.3     client gets   10.99.0.2 → 10.99.0.1     back
 * </pre>
 *
 * <p>The address that a packet is for tells its direction. And no checksum changes: they are sums
 * of 16-bit words (RFC 1071), and 0a63 + 0002, the words of 10.99.0.2, is 0a62 + 0003, those of
 * 10.98.0.3. RFC 6296 does the same with prefixes of IPv6.
 */
final class Readdressing {

  static final int OWN = 0x0a630001;
  static final int PEER = 0x0a630002;
  static final int CALLER = 0x0a620003;

  /** Covers the three of them. */
  static final int MASK = 0xfffe0000;

  private static final int HEADER = 20;
  private static final int PROTOCOL = 9;
  private static final int SOURCE = 12;
  private static final int DESTINATION = 16;
  private static final int ICMP = 1;
  private static final int ICMP_HEADER = 8;

  /** Which way a packet goes. */
  enum Way {
    OUT,
    BACK,
    /** It is not for the peer. */
    NONE
  }

  private Readdressing() {}

  /** Which way the packet in a slot goes, RFC 791. */
  static Way way(PacketMemory memory, int slot) {
    if (memory.length(slot) < HEADER
        || memory.byteAt(slot, 0) >> 4 != 4
        || memory.intAt(slot, SOURCE) != OWN) {
      return Way.NONE;
    }
    return switch (memory.intAt(slot, DESTINATION)) {
      case PEER -> Way.OUT;
      case CALLER -> Way.BACK;
      default -> Way.NONE;
    };
  }

  /** Readdresses a packet that goes one of the two ways. */
  static void apply(PacketMemory memory, int slot) {
    boolean out = memory.intAt(slot, DESTINATION) == PEER;
    int from = out ? CALLER : PEER;
    memory.setInt(slot, SOURCE, from);
    memory.setInt(slot, DESTINATION, OWN);
    int header = (memory.byteAt(slot, 0) & 0xf) * 4;
    if (memory.byteAt(slot, PROTOCOL) == ICMP
        && memory.length(slot) >= header + ICMP_HEADER + HEADER
        && isError(memory.byteAt(slot, header))) {
      turnQuoted(memory, slot, header + ICMP_HEADER, from);
    }
  }

  /**
   * An ICMP error quotes the packet it is about, RFC 792; its sender has to find its own addresses
   * there.
   */
  private static void turnQuoted(PacketMemory memory, int slot, int at, int from) {
    memory.setInt(slot, at + SOURCE, OWN);
    memory.setInt(slot, at + DESTINATION, from);
  }

  private static boolean isError(int type) {
    return switch (type) {
      case 3, 11, 12 -> true; // destination unreachable, time exceeded, parameter problem
      default -> false;
    };
  }

  static Inet4Address address(int number) {
    byte[] bytes = {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
