// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The local addresses that connections come from. Each has some 28,000 ephemeral ports for one peer
 * (net.ipv4.ip_local_port_range), and a port rests for a minute behind a connection that this side
 * closed first. When they run out on the loopback interface there is another address: all of
 * 127.0.0.0/8 is ours, ip(7).
 *
 * <p>Confined to a thread, but for {@link #used}.
 */
final class Sources {
  private static final int MOST = 254;

  private final boolean hasMore;
  private InetAddress current;
  private volatile int used = 1;

  Sources(InetAddress target) {
    hasMore = target instanceof Inet4Address && target.isLoopbackAddress();
  }

  /** Null while the kernel chooses. */
  InetAddress current() {
    return current;
  }

  /** How many there were; any thread. */
  int used() {
    return used;
  }

  /**
   * Goes on to another address, unless that has been done since: when ports run out, they do so for
   * many connects at once.
   *
   * @param ranOut the address that has no port left, as {@link #current} gave it
   * @return false when there is no other
   */
  boolean leave(InetAddress ranOut) {
    if (ranOut != current) {
      return true;
    }
    if (!hasMore || used == MOST) {
      return false;
    }
    used++;
    try {
      current = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) used});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
    return true;
  }
}
