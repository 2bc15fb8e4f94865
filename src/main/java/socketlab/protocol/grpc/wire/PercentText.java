// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Text as {@code grpc-message} has it: its bytes in UTF-8, where all but the printable ones of
 * ASCII, and the percent sign, are written as a percent sign and two hexadecimal digits.
 */
public final class PercentText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentText() {}

  public static String encode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      // A blank at an end is no part of a field's value, so there it is encoded, too.
      boolean isPlain = b > ' ' && b <= '~' || b == ' ' && i > 0 && i < bytes.length - 1;
      if (isPlain && b != '%') {
        encoded.append((char) b);
      } else {
        HEX.toHexDigits(encoded.append('%'), b);
      }
    }
    return encoded.toString();
  }

  /** The text again; what is no encoding stays as it is, since a message is never an error. */
  public static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    byte[] bytes = encoded.getBytes(ISO_8859_1);
    ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%'
          && i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        text.write(
            HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        text.write(bytes[i]);
      }
    }
    return text.toString(UTF_8);
  }
}
