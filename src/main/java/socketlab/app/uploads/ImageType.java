// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an image is, by the bytes it begins with: PNG (RFC 2083 section 3.1), JPEG (ITU-T T.81 annex
 * B), GIF 87a and 89a, WebP (RFC 9649 section 2.4).
 */
enum ImageType {
  PNG("image/png", "\u0089PNG\r\n\u001a\n"),
  JPEG("image/jpeg", "\u00ff\u00d8\u00ff"),
  GIF87("image/gif", "GIF87a"),
  GIF89("image/gif", "GIF89a"),
  /** Four bytes of length between the two names. */
  WEBP("image/webp", "RIFF....WEBP");

  /** So many of the first bytes tell. */
  static final int BYTES = 12;

  /** Any byte, in a WebP. */
  private static final char ANY = '.';

  private final String type;
  private final String magic;

  ImageType(String type, String magic) {
    this.type = type;
    this.magic = magic;
  }

  String type() {
    return type;
  }

  /**
   * The type of what begins so; empty when it is none of them.
   *
   * @param length bytes of {@code first} that count
   */
  static Optional<ImageType> of(byte[] first, int length) {
    String text = new String(first, 0, length, ISO_8859_1);
    return Stream.of(values()).filter(one -> one.begins(text)).findFirst();
  }

  private boolean begins(String text) {
    if (text.length() < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      char wanted = magic.charAt(i);
      if (wanted != text.charAt(i) && !(this == WEBP && wanted == ANY)) {
        return false;
      }
    }
    return true;
  }
}
