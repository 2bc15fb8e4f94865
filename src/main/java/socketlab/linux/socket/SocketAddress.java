// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6}, ip(7) and ipv6(7); the same on x86-64 and
 * aarch64.
 *
 * <pre>
 *   sockaddr_in    family 0..1 │ port 2..3 (network order) │ address 4..7  │ zero 8..15
 *   sockaddr_in6   family 0..1 │ port 2..3 (network order) │ flow 4..7     │ address 8..23 │ scope 24..27
 * </pre>
 */
public final class SocketAddress {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /** Room for either. */
  static final int MOST_BYTES = 28;

  private static final long SCOPE = 24;

  private SocketAddress() {}

  static int family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6;
  }

  /** The address as the kernel reads it; its length is the segment's. */
  public static MemorySegment of(InetSocketAddress address, SegmentAllocator allocator) {
    boolean four = family(address) == AF_INET;
    MemorySegment struct = allocator.allocate(four ? 16 : 28, 4);
    struct.set(JAVA_SHORT, 0, (short) family(address));
    struct.set(JAVA_SHORT.withOrder(BIG_ENDIAN), 2, (short) address.getPort());
    byte[] bytes = address.getAddress().getAddress();
    MemorySegment.copy(bytes, 0, struct, JAVA_BYTE, four ? 4 : 8, bytes.length);
    if (address.getAddress() instanceof Inet6Address six) {
      // A link-local address is one only together with its interface.
      struct.set(JAVA_INT, SCOPE, six.getScopeId());
    }
    return struct;
  }

  /**
   * The address that the kernel wrote.
   *
   * @return null for one of another family
   */
  static InetSocketAddress read(MemorySegment struct) {
    int family = struct.get(JAVA_SHORT, 0);
    int port = struct.get(JAVA_SHORT.withOrder(BIG_ENDIAN), 2) & 0xffff;
    try {
      return switch (family) {
        case AF_INET ->
            new InetSocketAddress(
                InetAddress.getByAddress(struct.asSlice(4, 4).toArray(JAVA_BYTE)), port);
        case AF_INET6 ->
            new InetSocketAddress(
                six(struct.asSlice(8, 16).toArray(JAVA_BYTE), struct.get(JAVA_INT, SCOPE)), port);
        default -> null;
      };
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  /** As the JDK has it: an IPv4 address where it is one in IPv6's clothes, and no scope of 0. */
  private static InetAddress six(byte[] bytes, int scope) throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    return scope != 0 && address instanceof Inet6Address
        ? Inet6Address.getByAddress(null, bytes, scope)
        : address;
  }
}
