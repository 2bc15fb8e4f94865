// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** What the bytes of one request have to add up to. One thread at a time uses it. */
public final class UploadChecksum {
  /** The names that clients use, in the order in which they are told. */
  public static final String NAMES = "sha1,sha256,sha512,md5";

  private static final Map<String, String> ALGORITHMS =
      Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512", "md5", "MD5");

  private final MessageDigest digest;
  private final byte[] wanted;

  private UploadChecksum(MessageDigest digest, byte[] wanted) {
    this.digest = digest;
    this.wanted = wanted;
  }

  /**
   * Reads an Upload-Checksum field: a name, a blank, and the checksum in Base64.
   *
   * @throws IllegalArgumentException in one line, when it is none that is known here
   */
  public static UploadChecksum parse(String field) {
    int blank = field.indexOf(' ');
    String algorithm =
        blank < 0 ? null : ALGORITHMS.get(field.substring(0, blank).toLowerCase(Locale.ROOT));
    if (algorithm == null) {
      throw new IllegalArgumentException(
          "Upload-Checksum is one of " + NAMES + ", a blank, and the checksum in Base64");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] wanted = Base64.getDecoder().decode(field.substring(blank + 1).strip());
      if (wanted.length != digest.getDigestLength()) {
        throw new IllegalArgumentException(
            "a checksum by %s has %d bytes, not %d"
                .formatted(field.substring(0, blank), digest.getDigestLength(), wanted.length));
      }
      return new UploadChecksum(digest, wanted);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void update(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
  }

  /** Asked once, behind the last byte. */
  boolean fits() {
    return MessageDigest.isEqual(digest.digest(), wanted);
  }
}
