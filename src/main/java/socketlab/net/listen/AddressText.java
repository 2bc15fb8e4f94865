// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as people write them. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** host:port, an IPv6 host in brackets. */
  public static String of(InetSocketAddress address) {
    String host = host(address.getAddress());
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /**
   * The address in numbers; for IPv6 the one text that RFC 5952 section 4 has of each: lower case,
   * no leading zeros, the longest run of zero groups left out.
   */
  public static String host(InetAddress address) {
    if (!(address instanceof Inet6Address six)) {
      return address.getHostAddress();
    }
    String text = six(six.getAddress());
    String scoped = six.getHostAddress();
    int scope = scoped.indexOf('%');
    return scope < 0 ? text : text + scoped.substring(scope);
  }

  private static String six(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int from = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    // One group alone is not left out: section 4.2.2.
    return length < 2
        ? join(groups, 0, GROUPS)
        : join(groups, 0, from) + "::" + join(groups, from + length, GROUPS);
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
