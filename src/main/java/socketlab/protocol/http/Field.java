// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http.grammar.Ascii;

/**
 * A field of a header or a trailer: a name and a value (RFC 9110 section 5). Its bytes are made
 * once, so a field that is a constant costs a copy for each answer, and nothing else. Immutable.
 */
public final class Field {
  /** They belong to who carries the message, and differ between the versions. */
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "keep-alive", "proxy-connection", "transfer-encoding");

  private static final int SEPARATOR = ": ".length();

  private final byte[] line;
  private final int nameLength;
  private final boolean framing;

  /** Null until it is first wanted. */
  private volatile byte[] compact;

  /**
   * @param name a token
   * @param value of characters up to 255, no control but the tab, and no blank at its ends
   * @throws IllegalArgumentException when it is no field, so what came from a peer cannot break a
   *     line and begin another
   */
  public Field(String name, String value) {
    line = (name + ": " + value + "\r\n").getBytes(ISO_8859_1);
    nameLength = name.length();
    framing = FRAMING.contains(name.toLowerCase(Locale.ROOT));
    if (!is(Ascii.TOKEN, name) || name.isEmpty()) {
      throw new IllegalArgumentException("a field's name is a token, not '" + name + "'");
    }
    if (!is(Ascii.VALUE, value) || !value.strip().equals(value)) {
      throw new IllegalArgumentException(
          "the value of " + name + " has blanks at its ends, or a character that none may have");
    }
  }

  private static boolean is(int kind, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff || !Ascii.is(kind, (byte) text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  public String name() {
    return new String(line, 0, nameLength, ISO_8859_1);
  }

  public String value() {
    int from = nameLength + SEPARATOR;
    return new String(line, from, line.length - 2 - from, ISO_8859_1);
  }

  /**
   * @param lower in lower case
   */
  public boolean isNamed(String lower) {
    return Ascii.isIgnoringCase(lower, line, 0, nameLength);
  }

  /**
   * True when it frames the message or the connection: a handler cannot set it, the carrier does.
   */
  public boolean isFraming() {
    return framing;
  }

  /** {@code name: value} and a line end; not to be changed. */
  public byte[] line() {
    return line;
  }

  /** Bytes of the name at the begin of {@link #line()}; the value follows behind two bytes more. */
  public int nameLength() {
    return nameLength;
  }

  /**
   * The field as HPACK has it, so that it fits in any place of any block; made when it is first
   * wanted, and not to be changed.
   */
  public byte[] compact() {
    byte[] encoded = compact;
    if (encoded == null) {
      // Two threads may both make it, and the bytes are the same.
      encoded = HpackEncoder.encode(name(), value());
      compact = encoded;
    }
    return encoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Field field && java.util.Arrays.equals(line, field.line);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(line);
  }

  @Override
  public String toString() {
    return name() + ": " + value();
  }
}
