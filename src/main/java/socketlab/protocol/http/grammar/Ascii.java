// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.grammar;

/** Classes of bytes and comparisons on them: what the grammar of RFC 9110 and 9112 is made of. */
public final class Ascii {
  /** tchar: what a method or a field name is made of (RFC 9110 section 5.6.2). */
  public static final int TOKEN = 1;

  /** What a field value may hold: visible, blank, tab and obs-text; no other control. */
  public static final int VALUE = 2;

  /**
   * What a request target may hold besides percent-encoded bytes: what RFC 3986 lets stand in a
   * path or a query, and the brackets that browsers send as they are. No '#', which never travels.
   */
  public static final int TARGET = 4;

  /** What a registered name may hold besides percent-encoded bytes (RFC 3986 section 3.2.2). */
  public static final int NAME = 8;

  /** What a quoted string may hold unescaped (RFC 9110 section 5.6.4). */
  public static final int QUOTED = 16;

  /** What the target may hold before its query begins: as {@link #TARGET}, without '?'. */
  public static final int PATH = 32;

  private static final byte[] CLASS = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      int of = 0;
      if (letterOrDigit || c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        of |= TOKEN;
      }
      if (c == '\t' || c >= ' ' && c != 0x7f) {
        of |= VALUE;
      }
      if (c > ' ' && c < 0x7f && "#%<>\"{}|^`\\".indexOf(c) < 0) {
        of |= c == '?' ? TARGET : TARGET | PATH;
      }
      if (letterOrDigit || c > 0 && "-._~!$&'()*+,;=".indexOf(c) >= 0) {
        of |= NAME;
      }
      if ((of & VALUE) != 0 && c != '"' && c != '\\') {
        of |= QUOTED;
      }
      CLASS[c] = (byte) of;
    }
  }

  private Ascii() {}

  public static boolean is(int kind, byte value) {
    return (CLASS[value & 0xff] & kind) != 0;
  }

  /** True when {@code text} stands at {@code bytes[from]}, letter by letter. */
  public static boolean is(String text, byte[] bytes, int from) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * True when {@code bytes[from, to)} is {@code lower}, in any case.
   *
   * @param lower in lower case
   */
  public static boolean isIgnoringCase(String lower, byte[] bytes, int from, int to) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      int c = bytes[from + i];
      if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
      }
      if (c != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  /** Where {@code wanted} first stands in {@code bytes[from, to)}, or -1. */
  public static int indexOf(byte wanted, byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  public static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hex(byte digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    int lower = digit | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
