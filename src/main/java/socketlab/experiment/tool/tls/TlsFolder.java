// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import socketlab.tls.certificate.CertificateAuthority;
import socketlab.tls.certificate.CertificateAuthority.Use;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.IssuedCertificate;

/** An authority that nobody else knows, in a folder that goes with the experiment. */
public final class TlsFolder implements AutoCloseable {
  private static final Duration DAY = Duration.ofDays(1);

  private final Instant now = Instant.now();
  private final Path folder;
  private final CertificateAuthority authority;

  public TlsFolder() throws IOException {
    folder = Files.createTempDirectory("lab-tls");
    authority =
        CertificateAuthority.create(
            "CN=authority of the experiment", now.minus(DAY.multipliedBy(30)), now.plus(DAY));
  }

  /** A server's certificate that is good today. */
  public CertificateFiles server(String... names) throws IOException {
    return server(now.minus(DAY), now.plus(DAY), names);
  }

  /**
   * A server's certificate.
   *
   * @param names whom it speaks for; the first is its subject, too
   */
  public CertificateFiles server(Instant from, Instant to, String... names) throws IOException {
    IssuedCertificate issued =
        authority.issue("CN=" + names[0], List.of(names), Use.SERVER, from, to);
    issued.writeAuthority(authorityFile());
    return issued.write(folder, String.valueOf(issued.certificate().getSerialNumber()));
  }

  /** A PEM file with the authority's certificate; there when any has been signed. */
  public Path authorityFile() {
    return folder.resolve("authority.pem");
  }

  /** What a client of the JDK's trusts: the authority alone. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.own());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
