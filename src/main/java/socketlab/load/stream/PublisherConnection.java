// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import socketlab.load.plan.TlsPlan;
import socketlab.tls.TlsVersion;
import socketlab.tls.jdk.TrustAnybody;

/** What a publisher speaks by: a socket, in TLS by the JDK where that is asked for. */
final class PublisherConnection {
  private PublisherConnection() {}

  /**
   * Connects, and makes the handshake.
   *
   * @param serverName as the certificate is to have it
   * @throws IOException in one line, when there is no connection, or the server is not trusted
   */
  static Socket connect(
      InetSocketAddress address, Optional<TlsPlan> tls, String serverName, int timeoutMillis)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(timeoutMillis);
      plain.connect(address, timeoutMillis);
      return tls.isEmpty() ? plain : secure(plain, tls.get(), serverName, address.getPort());
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static SSLSocket secure(Socket plain, TlsPlan plan, String serverName, int port)
      throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted(plan), null);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      if (plan.verifies()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      plan.version()
          .map(TlsVersion::id)
          .ifPresent(version -> parameters.setProtocols(new String[] {version}));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IOException("a TLS client cannot be made: " + e.getMessage(), e);
    }
  }

  /** Null for those whom the system trusts. */
  private static TrustManager[] trusted(TlsPlan plan) throws IOException, GeneralSecurityException {
    if (!plan.verifies()) {
      return new TrustManager[] {new TrustAnybody()};
    }
    if (plan.trust().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Certificate authority : certificates(plan.trust().get())) {
      store.setCertificateEntry("authority" + store.size(), authority);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static Iterable<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
  }
}
