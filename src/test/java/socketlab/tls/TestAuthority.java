// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import socketlab.tls.certificate.CertificateAuthority;
import socketlab.tls.certificate.CertificateAuthority.Use;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.IssuedCertificate;

/** An authority of a test's own, with the files that it writes. */
public final class TestAuthority {
  private final Instant now = Instant.now();
  private final CertificateAuthority authority;
  private final Path folder;
  private int written;

  /**
   * @param name of the authority, and of its file
   */
  public TestAuthority(Path folder, String name) {
    this.folder = folder;
    authority =
        CertificateAuthority.create(
            "CN=" + name, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(3)));
  }

  /** A file with its own certificate. */
  public Path file() throws IOException {
    Path file = folder.resolve(authority.own().getSerialNumber() + ".pem");
    client("nobody").writeAuthority(file);
    return file;
  }

  /** A server's certificate, which is good today, for these names; its subject is the first. */
  public CertificateFiles server(String... names) throws IOException {
    return server(Duration.ofDays(2), names);
  }

  /** Likewise, good until so long from now; below zero, it is over. */
  public CertificateFiles server(Duration left, String... names) throws IOException {
    return authority
        .issue(
            "CN=" + names[0],
            List.of(names),
            Use.SERVER,
            now.minus(Duration.ofDays(1)),
            now.plus(left))
        .write(folder, "server" + written++);
  }

  /** A client's certificate, which is good today. */
  public IssuedCertificate client(String name) {
    return client(name, Duration.ofDays(2));
  }

  /** Likewise, good until so long from now; below zero, it is over. */
  public IssuedCertificate client(String name, Duration left) {
    return authority.issue(
        "CN=" + name, List.of(), Use.CLIENT, now.minus(Duration.ofDays(1)), now.plus(left));
  }
}
