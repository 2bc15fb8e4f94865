// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.tls.certificate.CertificateAuthority.Use;

/** Certificates that are signed here, and what is seen of those that a server could not use. */
@Timeout(60)
class CertificateFilesTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant BETWEEN = FROM.plus(Duration.ofDays(5));

  @TempDir private Path folder;
  private CertificateAuthority authority;
  private CertificateFiles good;

  @BeforeEach
  void sign() throws IOException {
    authority = CertificateAuthority.create("CN=authority", FROM, TO);
    good = issue(authority, "good");
  }

  private CertificateFiles issue(CertificateAuthority by, String name) throws IOException {
    return by.issue("CN=" + name, List.of("a.test", "127.0.0.1", "::1"), Use.SERVER, FROM, TO)
        .write(folder, name);
  }

  private static String refusal(CertificateFiles files, Instant now) {
    String said = assertThrows(IOException.class, () -> files.check(now)).getMessage();
    assertEquals(1, said.lines().count());
    return said;
  }

  @Test
  void aGoodOneIsWhatItWasSignedAs() throws Exception {
    X509Certificate certificate = good.check(BETWEEN);
    certificate.verify(authority.own().getPublicKey());
    authority.own().verify(authority.own().getPublicKey());
    assertEquals("CN=good", certificate.getSubjectX500Principal().getName());
    assertEquals("CN=authority", certificate.getIssuerX500Principal().getName());
    assertEquals(FROM, certificate.getNotBefore().toInstant());
    assertEquals(TO, certificate.getNotAfter().toInstant());
    assertEquals(-1, certificate.getBasicConstraints());
    assertTrue(authority.own().getBasicConstraints() >= 0);
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
    CertificateNames names = CertificateNames.of(certificate);
    assertTrue(names.coverAuthority("A.test:443"));
    assertTrue(names.coverAuthority("127.0.0.1"));
    assertTrue(names.coverAuthority("[::1]:443"));
    assertEquals(
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        Files.getPosixFilePermissions(good.key()));
  }

  /** In and after 2050 a year has four digits. */
  @Test
  void aTimeFarAheadIsKept() {
    Instant far = Instant.parse("2099-12-31T23:59:59Z");
    CertificateAuthority old = CertificateAuthority.create("CN=old", FROM, far);
    assertEquals(far, old.own().getNotAfter().toInstant());
  }

  @Test
  void oneThatIsOverOrHasNotBegunIsRefused() {
    String over = refusal(good, TO.plusSeconds(1));
    assertTrue(over.endsWith("expired on 2026-03-01, and clients would refuse it; renew it"), over);
    String early = refusal(good, FROM.minusSeconds(1));
    assertTrue(early.contains("is good only from 2026-01-01 on"), early);
  }

  @Test
  void theKeyOfAnotherIsRefused() throws Exception {
    CertificateFiles other = issue(authority, "other");
    String said = refusal(new CertificateFiles(good.certificate(), other.key()), BETWEEN);
    assertTrue(said.contains("is not the key of"), said);
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    Path rsa = folder.resolve("rsa.key");
    Files.writeString(
        rsa, PemFiles.text("PRIVATE KEY", keys.generateKeyPair().getPrivate().getEncoded()));
    assertTrue(
        refusal(new CertificateFiles(good.certificate(), rsa), BETWEEN)
            .contains("is not the key of"));
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path missing = folder.resolve("missing.pem");
    String said = refusal(new CertificateFiles(missing, good.key()), BETWEEN);
    assertEquals("there is no file " + missing + "; name one that exists", said);
    assertTrue(
        refusal(new CertificateFiles(good.certificate(), missing), BETWEEN)
            .startsWith("there is no file"));
    assertTrue(
        refusal(new CertificateFiles(folder, good.key()), BETWEEN).contains("cannot be read"));
    Path garbage = Files.writeString(folder.resolve("garbage"), "garbage");
    assertTrue(
        refusal(new CertificateFiles(garbage, good.key()), BETWEEN)
            .contains("is no PEM file with a certificate"));
    Path locked = folder.resolve("locked.key");
    Files.write(locked, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n".getBytes(US_ASCII));
    String passphrase = refusal(new CertificateFiles(good.certificate(), locked), BETWEEN);
    assertTrue(passphrase.contains("has a passphrase"), passphrase);
  }
}
