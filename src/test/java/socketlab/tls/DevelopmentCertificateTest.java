// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of a user's own. */
@Timeout(120)
class DevelopmentCertificateTest {
  private static final Set<PosixFilePermission> OWN =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  @TempDir private Path temp;

  private static List<X509Certificate> certificates(Path file) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  @Test
  void itIsForThisMachineAndSignedByTheAuthority() throws Exception {
    DevelopmentCertificate made = DevelopmentCertificate.in(temp.resolve("tls"));
    List<X509Certificate> chain = certificates(made.certificate());
    X509Certificate authority = certificates(made.authority()).getFirst();
    assertEquals(2, chain.size());
    chain.getFirst().verify(authority.getPublicKey());
    assertEquals(authority, chain.get(1));
    assertTrue(authority.getBasicConstraints() >= 0, "it may sign");
    assertEquals(-1, chain.getFirst().getBasicConstraints(), "it may not sign");
    Set<Object> names =
        chain.getFirst().getSubjectAlternativeNames().stream()
            .map(name -> name.get(1))
            .collect(Collectors.toSet());
    assertEquals(Set.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
  }

  @Test
  void nobodyElseReadsIt() throws IOException {
    Path folder = temp.resolve("tls");
    DevelopmentCertificate.in(folder);
    assertFalse(Files.getPosixFilePermissions(folder).contains(PosixFilePermission.GROUP_EXECUTE));
    DevelopmentCertificate made = DevelopmentCertificate.in(folder);
    assertEquals(OWN, Files.getPosixFilePermissions(made.key()));
  }

  @Test
  void itIsMadeOnceAndTheAuthorityOutlivesIt() throws IOException {
    DevelopmentCertificate first = DevelopmentCertificate.in(temp);
    byte[] certificate = Files.readAllBytes(first.certificate());
    byte[] authority = Files.readAllBytes(first.authority());
    DevelopmentCertificate.in(temp);
    assertArrayEquals(certificate, Files.readAllBytes(first.certificate()));
    Files.delete(first.key());
    DevelopmentCertificate.in(temp);
    assertFalse(Arrays.equals(certificate, Files.readAllBytes(first.certificate())));
    assertArrayEquals(authority, Files.readAllBytes(first.authority()));
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(4, left.count(), "three files and the store");
    }
  }
}
