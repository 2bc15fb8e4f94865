// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import socketlab.tls.DevelopmentCertificate;

/**
 * The certificate that all servers of a campaign have, whoever made them: a handshake's cost is
 * that of its key. Made when the first wants it, in a folder that goes with this JVM.
 *
 * @param authority a PEM file with what a client has to trust
 * @param certificate a PEM file with the server's, and the authority's behind it
 * @param key a PEM file with the server's private key
 */
public record ServerCertificate(Path authority, Path certificate, Path key) {
  private static ServerCertificate made;

  /**
   * The certificate of this JVM's campaign.
   *
   * @throws IOException in one line, when it cannot be made
   */
  public static synchronized ServerCertificate get() throws IOException {
    if (made == null) {
      Path folder = Files.createTempDirectory("lab-certificate");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete-certificate"));
      DevelopmentCertificate own = DevelopmentCertificate.in(folder);
      made = new ServerCertificate(own.authority(), own.certificate(), own.key());
    }
    return made;
  }

  /** What a client of the JDK trusts it by. */
  public SSLContext trust() throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be trusted: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (IOException | UncheckedIOException e) {
      // It stays in the folder for such files, for a name that nobody asks for again.
      return;
    }
  }
}
