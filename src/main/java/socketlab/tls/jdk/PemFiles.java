// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys as text files have them (RFC 7468). */
final class PemFiles {
  /** What a server's key may be; RFC 8446 section 4.2.3 has a signature scheme for each. */
  private static final List<String> KEYS = List.of("EC", "RSA", "EdDSA");

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /**
   * All certificates of a file, in their order.
   *
   * @throws IOException in one line, when there is none
   */
  static Certificate[] certificates(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (all.isEmpty()) {
        throw new IOException(file + " is no PEM file with a certificate");
      }
      return all.toArray(Certificate[]::new);
    } catch (CertificateException e) {
      throw new IOException(
          file + " is no PEM file with a certificate (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The private key of a file, in PKCS #8.
   *
   * @throws IOException in one line, when there is none
   */
  static PrivateKey key(Path file) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(file, US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          file + " is no PEM file with a key in PKCS #8; openssl pkcs8 -topk8 -nodes makes one");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String kind : KEYS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // It is of another kind.
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    throw new IOException(file + " has a key that is none of " + KEYS);
  }
}
