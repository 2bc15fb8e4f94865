// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The fields that every connection knows by number, from 1 on (RFC 7541 appendix A). */
final class StaticTable {
  static final int SIZE = 61;

  private static final String[] TABLE = {
    ":authority", "",
    ":method", "GET",
    ":method", "POST",
    ":path", "/",
    ":path", "/index.html",
    ":scheme", "http",
    ":scheme", "https",
    ":status", "200",
    ":status", "204",
    ":status", "206",
    ":status", "304",
    ":status", "400",
    ":status", "404",
    ":status", "500",
    "accept-charset", "",
    "accept-encoding", "gzip, deflate",
    "accept-language", "",
    "accept-ranges", "",
    "accept", "",
    "access-control-allow-origin", "",
    "age", "",
    "allow", "",
    "authorization", "",
    "cache-control", "",
    "content-disposition", "",
    "content-encoding", "",
    "content-language", "",
    "content-length", "",
    "content-location", "",
    "content-range", "",
    "content-type", "",
    "cookie", "",
    "date", "",
    "etag", "",
    "expect", "",
    "expires", "",
    "from", "",
    "host", "",
    "if-match", "",
    "if-modified-since", "",
    "if-none-match", "",
    "if-range", "",
    "if-unmodified-since", "",
    "last-modified", "",
    "link", "",
    "location", "",
    "max-forwards", "",
    "proxy-authenticate", "",
    "proxy-authorization", "",
    "range", "",
    "referer", "",
    "refresh", "",
    "retry-after", "",
    "server", "",
    "set-cookie", "",
    "strict-transport-security", "",
    "transfer-encoding", "",
    "user-agent", "",
    "vary", "",
    "via", "",
    "www-authenticate", "",
  };

  private static final byte[][] BYTES = new byte[TABLE.length][];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      BYTES[i] = TABLE[i].getBytes(US_ASCII);
    }
  }

  private StaticTable() {}

  /**
   * @param index from 1 to {@link #SIZE}
   */
  static byte[] name(int index) {
    return BYTES[2 * index - 2];
  }

  /** Likewise. */
  static byte[] value(int index) {
    return BYTES[2 * index - 1];
  }

  /** The number of a field with this name and value, or 0. */
  static int indexOf(String name, String value) {
    for (int i = 0; i < TABLE.length; i += 2) {
      if (TABLE[i].equals(name) && TABLE[i + 1].equals(value)) {
        return i / 2 + 1;
      }
    }
    return 0;
  }

  /** The first number of a field with this name, or 0. */
  static int indexOf(String name) {
    for (int i = 0; i < TABLE.length; i += 2) {
      if (TABLE[i].equals(name)) {
        return i / 2 + 1;
      }
    }
    return 0;
  }
}
