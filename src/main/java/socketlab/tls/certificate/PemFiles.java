// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and private keys as text files have them (RFC 7468). What is wrong with a file is
 * said in one line.
 */
public final class PemFiles {
  /** What a server's key may be; RFC 8446 section 4.2.3 has a signature scheme for each. */
  private static final List<String> KEYS = List.of("EC", "RSA", "EdDSA");

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /** In PKCS #8 and in the older forms. */
  private static final Pattern LOCKED =
      Pattern.compile("-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED");

  private PemFiles() {}

  /**
   * All certificates of a file, in their order.
   *
   * @throws IOException when there is none
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    byte[] pem = read(file);
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new IOException(file + " is no PEM file with a certificate");
      }
      return all;
    } catch (CertificateException e) {
      throw new IOException(
          file + " is no PEM file with a certificate (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Whether the key of a file is in PKCS #8, which {@link #key} reads.
   *
   * @throws IOException when it cannot be read, or only with a passphrase
   */
  static boolean hasReadableKey(Path file) throws IOException {
    return find(file).find();
  }

  /**
   * The private key of a file, in PKCS #8.
   *
   * @throws IOException when there is none
   */
  public static PrivateKey key(Path file) throws IOException {
    Matcher pem = find(file);
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

  private static Matcher find(Path file) throws IOException {
    String text = new String(read(file), ISO_8859_1);
    if (LOCKED.matcher(text).find()) {
      throw new IOException(
          "%s has a passphrase, which a server cannot be asked for; openssl pkcs8 -topk8 -nodes -in"
                  .formatted(file)
              + " FILE makes one without");
    }
    return KEY.matcher(text);
  }

  /**
   * As a file has it.
   *
   * @param what as {@code CERTIFICATE}
   */
  public static String text(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file + "; name one that exists", e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          file + " cannot be read: permission denied; let this user read it (chown, chmod)", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
