// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * A certificate, its key, and who has signed it.
 *
 * @param authority the certificate of who has signed it
 */
public record IssuedCertificate(
    X509Certificate certificate, PrivateKey key, X509Certificate authority) {
  /**
   * Writes {@code NAME.pem}, with the authority's certificate behind its own, and {@code NAME.key},
   * which this user alone may read; over files that were there.
   */
  public CertificateFiles write(Path folder, String name) throws IOException {
    Path certificates = folder.resolve(name + ".pem");
    Path secret = folder.resolve(name + ".key");
    Files.deleteIfExists(secret);
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, PemFiles.text("PRIVATE KEY", key.getEncoded()));
    Files.writeString(certificates, text(certificate) + text(authority));
    return new CertificateFiles(certificates, secret);
  }

  private static String text(X509Certificate one) {
    try {
      return PemFiles.text("CERTIFICATE", one.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was made from its encoding", e);
    }
  }

  /** Writes the authority's certificate, for those who are to trust it, over a file of the name. */
  public void writeAuthority(Path file) throws IOException {
    Files.writeString(file, text(authority));
  }
}
