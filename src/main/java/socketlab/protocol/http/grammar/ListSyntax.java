// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.grammar;

/** Field values that are lists of tokens, with commas between them (RFC 9110 section 5.6.1). */
public final class ListSyntax {
  private ListSyntax() {}

  /**
   * True when {@code bytes[from, to)} has this item, in any case.
   *
   * @param lower the item in lower case
   */
  public static boolean has(String lower, byte[] bytes, int from, int to) {
    for (int p = from; p < to; ) {
      int end = itemEnd(bytes, p, to);
      if (isItem(lower, bytes, p, end)) {
        return true;
      }
      p = end + 1;
    }
    return false;
  }

  /** Where the item that begins here ends: at the comma behind it, or at {@code to}. */
  public static int itemEnd(byte[] bytes, int from, int to) {
    int comma = Ascii.indexOf((byte) ',', bytes, from, to);
    return comma < 0 ? to : comma;
  }

  /** True when {@code bytes[from, to)} is this item, in any case, maybe with blanks around it. */
  public static boolean isItem(String lower, byte[] bytes, int from, int to) {
    while (from < to && Ascii.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && Ascii.isBlank(bytes[to - 1])) {
      to--;
    }
    return Ascii.isIgnoringCase(lower, bytes, from, to);
  }
}
