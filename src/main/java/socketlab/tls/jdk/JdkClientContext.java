// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import socketlab.tls.TlsVersion;
import socketlab.tls.certificate.PemFiles;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientEngine;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.client.TlsTicket;

/** The JDK's SSLContext as a client. It has no early data. */
public final class JdkClientContext implements TlsClientContext {
  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private final boolean verifies;
  private final String[] versions;
  private final String[] protocols;

  /**
   * The JDK keeps sessions itself, by name and port. So each full handshake has a "port" of its
   * own, and a ticket is that number.
   */
  private final AtomicInteger nextPort = new AtomicInteger(1);

  private JdkClientContext(SSLContext context, TlsClientSetup setup) {
    this.context = context;
    verifies = setup.verifies();
    versions =
        Stream.of(TlsVersion.values())
            .filter(version -> version.compareTo(setup.oldest()) >= 0)
            .filter(version -> version.compareTo(setup.newest()) <= 0)
            .map(TlsVersion::id)
            .toArray(String[]::new);
    protocols = setup.protocols().toArray(String[]::new);
  }

  /**
   * Reads whom to trust and what to show.
   *
   * @throws IOException in one line, when that cannot be used
   */
  public static JdkClientContext of(TlsClientSetup setup) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(setup), trusted(setup), null);
      return new JdkClientContext(context, setup);
    } catch (GeneralSecurityException e) {
      throw new IOException("a TLS client cannot be made: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] shown(TlsClientSetup setup)
      throws IOException, GeneralSecurityException {
    if (setup.certificate().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        PemFiles.key(setup.key().orElseThrow()),
        NO_PASSWORD,
        PemFiles.certificates(setup.certificate().get()).toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static TrustManager[] trusted(TlsClientSetup setup)
      throws IOException, GeneralSecurityException {
    if (!setup.verifies()) {
      return new TrustManager[] {new TrustAnybody()};
    }
    if (setup.trust().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (Certificate authority : PemFiles.certificates(setup.trust().get())) {
      store.setCertificateEntry("authority" + count++, authority);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust.getTrustManagers();
  }

  @Override
  public TlsClientEngine connect(String serverName, TlsTicket ticket) {
    int port = ticket == null ? nextPort.getAndIncrement() : (int) ticket.kept();
    SSLEngine engine = context.createSSLEngine(serverName, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(versions);
    parameters.setApplicationProtocols(protocols);
    if (verifies) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return new JdkClientEngine(this, engine, port);
  }

  @Override
  public void close() {
    // The collector has it.
  }
}
