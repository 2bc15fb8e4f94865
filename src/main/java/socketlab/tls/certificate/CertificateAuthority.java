// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Signs certificates (X.509, RFC 5280) with ECDSA on P-256: for names, times and uses as they are
 * wanted, good and bad ones, which no authority that the world trusts would sign.
 *
 * @param own its certificate, which whoever trusts it has to know
 * @param secret the key that it signs with
 */
public record CertificateAuthority(X509Certificate own, PrivateKey secret) {
  /** What a certificate is for (RFC 5280 section 4.2.1.12). */
  public enum Use {
    SERVER("1.3.6.1.5.5.7.3.1"),
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String identifier;

    Use(String identifier) {
      this.identifier = identifier;
    }
  }

  // Extensions, RFC 5280 section 4.2.1.
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));

  /** X.509 version 3. */
  private static final byte[] VERSION = Der.value(0xa0, new byte[] {2, 1, 2});

  private static final byte[] TO_SIGN_CERTIFICATES = Der.bits(1, new byte[] {0x06});
  private static final byte[] TO_SIGN = Der.bits(7, new byte[] {(byte) 0x80});

  /**
   * A new one.
   *
   * @param name as {@code CN=some authority}
   */
  public static CertificateAuthority create(String name, Instant from, Instant to) {
    KeyPair pair = newKey();
    List<byte[]> extensions =
        List.of(
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes())),
            extension(KEY_USAGE, true, TO_SIGN_CERTIFICATES),
            extension(SUBJECT_KEY, false, Der.octets(keyIdentifier(pair.getPublic()))));
    X500Principal own = new X500Principal(name);
    X509Certificate certificate =
        signed(own, own, pair.getPublic(), from, to, extensions, pair.getPrivate());
    return new CertificateAuthority(certificate, pair.getPrivate());
  }

  /**
   * Signs a certificate for a new key.
   *
   * @param subject as {@code CN=ann}
   * @param names whom it speaks for: names, also with a wildcard, and addresses
   */
  public IssuedCertificate issue(
      String subject, List<String> names, Use use, Instant from, Instant to) {
    KeyPair pair = newKey();
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(extension(KEY_USAGE, true, TO_SIGN));
    extensions.add(
        extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.identifier(use.identifier))));
    extensions.add(extension(SUBJECT_KEY, false, Der.octets(keyIdentifier(pair.getPublic()))));
    byte[] signer = Der.value(0x80, keyIdentifier(own.getPublicKey()));
    extensions.add(extension(AUTHORITY_KEY, false, Der.sequence(signer)));
    if (!names.isEmpty()) {
      byte[][] alternatives =
          names.stream().map(CertificateAuthority::alternative).toArray(byte[][]::new);
      extensions.add(extension(ALTERNATIVE_NAMES, false, Der.sequence(alternatives)));
    }
    X509Certificate certificate =
        signed(
            own.getSubjectX500Principal(),
            new X500Principal(subject),
            pair.getPublic(),
            from,
            to,
            extensions,
            secret);
    return new IssuedCertificate(certificate, pair.getPrivate(), own);
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec("secp256r1"));
      return keys.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static byte[] keyIdentifier(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static byte[] alternative(String name) {
    try {
      return Der.value(0x87, InetAddress.ofLiteral(name).getAddress());
    } catch (IllegalArgumentException e) {
      return Der.value(0x82, name.getBytes(US_ASCII));
    }
  }

  private static byte[] extension(String identifier, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.identifier(identifier), Der.yes(), Der.octets(value))
        : Der.sequence(Der.identifier(identifier), Der.octets(value));
  }

  private static X509Certificate signed(
      X500Principal issuer,
      X500Principal subject,
      PublicKey key,
      Instant from,
      Instant to,
      List<byte[]> extensions,
      PrivateKey secret) {
    byte[] serial = new BigInteger(63, new SecureRandom()).setBit(62).toByteArray();
    byte[] told =
        Der.sequence(
            VERSION,
            Der.value(0x02, serial),
            ECDSA_WITH_SHA256,
            issuer.getEncoded(),
            Der.sequence(Der.time(from), Der.time(to)),
            subject.getEncoded(),
            key.getEncoded(),
            Der.value(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(secret);
      signature.update(told);
      byte[] whole = Der.sequence(told, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was written is no certificate", e);
    }
  }
}
