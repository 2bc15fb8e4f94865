// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes values as ASN.1's distinguished encoding rules have them (X.690). */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;

  /** From here on a year needs four digits (RFC 5280 section 4.1.2.5). */
  private static final Instant FOUR_DIGITS = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  /** Tag, length, and the parts one behind the other. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    int length = content.size();
    if (length < 0x80) {
      all.write(length);
    } else if (length < 0x100) {
      all.write(0x81);
      all.write(length);
    } else {
      all.write(0x82);
      all.write(length >> 8);
      all.write(length);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] octets(byte[]... parts) {
    return value(OCTET_STRING, parts);
  }

  /**
   * @param unused bits at the end of the last byte, from 0 to 7
   */
  static byte[] bits(int unused, byte[] bytes) {
    return value(BIT_STRING, new byte[] {(byte) unused}, bytes);
  }

  static byte[] yes() {
    return value(BOOLEAN, new byte[] {(byte) 0xff});
  }

  /** As {@code 2.5.29.17}. */
  static byte[] identifier(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0) {
          bytes.write(0x80 | arc >> shift & 0x7f);
        }
      }
      bytes.write(arc & 0x7f);
    }
    return value(OBJECT_IDENTIFIER, bytes.toByteArray());
  }

  /** To the second. */
  static byte[] time(Instant time) {
    boolean isShort = time.isBefore(FOUR_DIGITS);
    String text =
        DateTimeFormatter.ofPattern(isShort ? "uuMMddHHmmss'Z'" : "uuuuMMddHHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(time);
    return value(isShort ? UTC_TIME : GENERALIZED_TIME, text.getBytes(US_ASCII));
  }
}
