// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import socketlab.protocol.Output;

/**
 * Encodes fields without a dynamic table, as nginx does: what is in the static table by its number,
 * all else as a literal. An answer's fields are few and constant, so each can be encoded once and
 * copied ever after, in any order and by any thread; a table would save some bytes on the wire, and
 * cost a search a field and an order among the answers of a connection.
 */
public final class HpackEncoder {
  private static final int STATUS = StaticTable.indexOf(":status");
  private static final int CONTENT_LENGTH = StaticTable.indexOf("content-length");

  /** A table's size, 0: what an encoder says that uses none. */
  public static final byte NO_TABLE = 0x20;

  /** Not to be indexed, nor by those who pass it on (RFC 7541 section 7.1.3). */
  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "proxy-authorization", "set-cookie");

  private static final int NOT_INDEXED = 0x00;
  private static final int NEVER_INDEXED = 0x10;
  private static final int HUFFMAN = 0x80;

  private static final byte[][] STATUSES = new byte[600][];
  private static final byte[][] LENGTHS = new byte[1024][];

  private HpackEncoder() {}

  /**
   * @param code from 100 to 599
   */
  public static void status(int code, Output out) {
    byte[] encoded = STATUSES[code];
    if (encoded == null) {
      // Two threads may both make it, and the bytes are the same.
      encoded = encode(":status", Integer.toString(code));
      STATUSES[code] = encoded;
    }
    out.put(encoded);
  }

  /** Appends a content-length. */
  public static void contentLength(long length, Output out) {
    if (length >= LENGTHS.length) {
      out.put(lengthOf(length));
      return;
    }
    byte[] encoded = LENGTHS[(int) length];
    if (encoded == null) {
      encoded = lengthOf(length);
      LENGTHS[(int) length] = encoded;
    }
    out.put(encoded);
  }

  private static byte[] lengthOf(long length) {
    byte[] digits = Long.toString(length).getBytes(US_ASCII);
    Output made = new Output(digits.length + 3);
    integer(CONTENT_LENGTH, 4, NOT_INDEXED, made);
    string(digits, made);
    return bytes(made);
  }

  /** The field, encoded so that it fits in any place of any block. */
  public static byte[] encode(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    Output made = new Output(2 * (name.length() + value.length()) + 8);
    int whole = StaticTable.indexOf(lower, value);
    if (whole > 0 && !SECRET.contains(lower)) {
      integer(whole, 7, 0x80, made);
    } else {
      int index = StaticTable.indexOf(lower);
      integer(index, 4, SECRET.contains(lower) ? NEVER_INDEXED : NOT_INDEXED, made);
      if (index == 0) {
        string(lower.getBytes(ISO_8859_1), made);
      }
      string(value.getBytes(ISO_8859_1), made);
    }
    return bytes(made);
  }

  /** Appends a field of this name whose value is {@code bytes[from, to)}, which is not kept. */
  public static void literal(String name, byte[] bytes, int from, int to, Output out) {
    int index = StaticTable.indexOf(name);
    integer(index, 4, NOT_INDEXED, out);
    if (index == 0) {
      string(name.getBytes(ISO_8859_1), out);
    }
    integer(to - from, 7, 0, out);
    out.put(bytes, from, to - from);
  }

  /** In Huffman's code where that is shorter. */
  private static void string(byte[] text, Output out) {
    int shorter = Huffman.length(text);
    if (shorter < text.length) {
      integer(shorter, 7, HUFFMAN, out);
      Huffman.encode(text, out);
    } else {
      integer(text.length, 7, 0, out);
      out.put(text);
    }
  }

  /** RFC 7541 section 5.1. */
  private static void integer(int value, int prefix, int flags, Output out) {
    int most = (1 << prefix) - 1;
    if (value < most) {
      out.put((byte) (flags | value));
      return;
    }
    out.put((byte) (flags | most));
    int rest = value - most;
    for (; rest >= 0x80; rest >>>= 7) {
      out.put((byte) (rest | 0x80));
    }
    out.put((byte) rest);
  }

  private static byte[] bytes(Output made) {
    return Arrays.copyOfRange(made.array(), made.offset(), made.offset() + made.size());
  }
}
