// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A certificate that a server shows, and its key.
 *
 * @param certificate a PEM file: the server's certificate, and behind it those that lead to a
 *     trusted one
 * @param key a PEM file: the private key of the first certificate
 */
public record CertificateFiles(Path certificate, Path key) {
  private static final byte[] SIGNED = {1, 2, 3, 4};

  /**
   * Reads both, and sees whether clients could accept them.
   *
   * @return the server's certificate
   * @throws IOException in one line with the fix: a file cannot be read, the time of the
   *     certificate is over or has not begun, or the key is another certificate's
   */
  public X509Certificate check(Instant now) throws IOException {
    X509Certificate first = PemFiles.certificates(certificate).getFirst();
    if (now.isAfter(first.getNotAfter().toInstant())) {
      throw new IOException(
          "%s expired on %s, and clients would refuse it; renew it"
              .formatted(certificate, day(first.getNotAfter().toInstant())));
    }
    if (now.isBefore(first.getNotBefore().toInstant())) {
      throw new IOException(
          "%s is good only from %s on; look at this machine's clock, or renew it"
              .formatted(certificate, day(first.getNotBefore().toInstant())));
    }
    if (PemFiles.hasReadableKey(key) && !isPair(first.getPublicKey(), PemFiles.key(key))) {
      throw isAnother();
    }
    return first;
  }

  /** What is said where the key belongs to another certificate. */
  public IOException isAnother() {
    return new IOException(
        "%s is not the key of %s; give the key that the certificate was made with"
            .formatted(key, certificate));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** Whether what the one signs the other confirms. */
  private static boolean isPair(PublicKey open, PrivateKey secret) throws IOException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> secret.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(SIGNED);
      Signature confirming = Signature.getInstance(algorithm);
      confirming.initVerify(open);
      confirming.update(SIGNED);
      return confirming.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      // It is of another kind.
      return false;
    }
  }
}
