// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.grammar;

/**
 * The parts of a URI that travel in a request: its host and port, and its percent-encoded bytes
 * (RFC 3986 sections 2.1 and 3.2).
 */
public final class UriSyntax {
  private static final int GROUPS_OF_IPV6 = 8;

  private UriSyntax() {}

  /**
   * True when {@code bytes[from, to)} is a host, maybe with a colon and a port. The host is not
   * empty, as an http URI wants (RFC 9110 section 4.2.1), and there is no user information.
   */
  public static boolean isAuthority(byte[] bytes, int from, int to) {
    int p = nameEnd(bytes, from, to);
    if (p == from) {
      p = literalEnd(bytes, from, to);
    }
    return p == to || p > from && bytes[p] == ':' && isPort(bytes, p + 1, to);
  }

  /** Where the registered name that begins here ends: behind the last byte that can be one. */
  private static int nameEnd(byte[] bytes, int from, int to) {
    int p = from;
    while (true) {
      // Few names hold an encoded byte: the loop over the others is a tight one.
      while (p < to && Ascii.is(Ascii.NAME, bytes[p])) {
        p++;
      }
      if (!isEncoded(bytes, p, to)) {
        return p;
      }
      p += 3;
    }
  }

  private static boolean isPort(byte[] bytes, int from, int to) {
    for (int p = from; p < to; p++) {
      if (!Ascii.isDigit(bytes[p])) {
        return false;
      }
    }
    return true;
  }

  /** True when a percent-encoded byte stands at {@code bytes[at]}. */
  public static boolean isEncoded(byte[] bytes, int at, int to) {
    return to - at >= 3
        && bytes[at] == '%'
        && Ascii.hex(bytes[at + 1]) >= 0
        && Ascii.hex(bytes[at + 2]) >= 0;
  }

  /** Behind the bracket that closes an IP literal, or -1 when none begins here. */
  private static int literalEnd(byte[] bytes, int from, int to) {
    if (from == to || bytes[from] != '[') {
      return -1;
    }
    int close = Ascii.indexOf((byte) ']', bytes, from, to);
    if (close < 0) {
      return -1;
    }
    int inside = from + 1;
    boolean future = inside < close && (bytes[inside] | 0x20) == 'v';
    boolean valid = future ? isFuture(bytes, inside, close) : isIpv6(bytes, inside, close);
    return valid ? close + 1 : -1;
  }

  /** "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ). */
  private static boolean isFuture(byte[] bytes, int from, int to) {
    int p = from + 1;
    while (p < to && Ascii.hex(bytes[p]) >= 0) {
      p++;
    }
    if (p == from + 1 || p >= to - 1 || bytes[p] != '.') {
      return false;
    }
    for (p++; p < to; p++) {
      if (bytes[p] != ':' && !Ascii.is(Ascii.NAME, bytes[p])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Eight groups of one to four digits; "::" once for one or more of them; IPv4 for the last two.
   */
  private static boolean isIpv6(byte[] bytes, int from, int to) {
    int groups = 0;
    boolean compressed = false;
    int p = from;
    while (p < to) {
      if (bytes[p] == ':') {
        boolean two = p + 1 < to && bytes[p + 1] == ':';
        boolean loose = p == from || p + 1 == to || bytes[p - 1] == ':';
        if (two ? compressed : loose) {
          return false;
        }
        compressed |= two;
        p += two ? 2 : 1;
        continue;
      }
      if (p > from && bytes[p - 1] != ':') {
        return false;
      }
      int end = p;
      while (end < to && Ascii.hex(bytes[end]) >= 0) {
        end++;
      }
      if (end < to && bytes[end] == '.') {
        groups += isIpv4(bytes, p, to) ? 2 : GROUPS_OF_IPV6 + 1;
        end = to;
      } else if (end == p || end - p > 4) {
        return false;
      } else {
        groups++;
      }
      p = end;
    }
    return compressed ? groups < GROUPS_OF_IPV6 : groups == GROUPS_OF_IPV6;
  }

  /** Four numbers from 0 to 255, without leading zeros. */
  private static boolean isIpv4(byte[] bytes, int from, int to) {
    int numbers = 0;
    for (int p = from; p <= to; numbers++) {
      int end = p;
      int number = 0;
      while (end < to && end - p < 4 && Ascii.isDigit(bytes[end])) {
        number = number * 10 + bytes[end++] - '0';
      }
      if (end == p || number > 255 || bytes[p] == '0' && end - p > 1) {
        return false;
      }
      if (end < to && bytes[end] != '.') {
        return false;
      }
      p = end + 1;
    }
    return numbers == 4;
  }
}
