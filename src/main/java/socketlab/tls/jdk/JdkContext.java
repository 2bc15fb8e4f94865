// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsServerEngine;
import socketlab.tls.TlsSetup;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.ClientCertificates;
import socketlab.tls.certificate.PemFiles;
import socketlab.tls.certificate.ServedCertificates;

/** The JDK's SSLContext. It has no early data. */
public final class JdkContext implements TlsContext {
  /** With forward secrecy and authenticated encryption: all of TLS 1.3, and of 1.2 these. */
  private static final Pattern STRONG =
      Pattern.compile(
          "TLS_(AES|CHACHA20)_.*|TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_\\d+_GCM|CHACHA20)_.*");

  /** Not those of finite fields, of which the largest make a server work long for one message. */
  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1"};

  private final SSLContext context;
  private final String[] ciphers;
  private final TlsSetup setup;
  private final ServedCertificates certificates;

  private JdkContext(SSLContext context, TlsSetup setup, ServedCertificates certificates) {
    this.context = context;
    this.setup = setup;
    this.certificates = certificates;
    ciphers =
        Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
            .filter(name -> STRONG.matcher(name).matches())
            .toArray(String[]::new);
  }

  /**
   * Reads certificates and keys.
   *
   * @throws IOException in one line, when they cannot be used
   */
  public static JdkContext of(TlsSetup setup) throws IOException {
    ServedCertificates certificates = ServedCertificates.of(setup.certificates());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {JdkKeys.of(setup.certificates(), certificates)},
          setup.clients().isPresent() ? trust(setup.clients().get()) : null,
          null);
      return new JdkContext(context, setup, certificates);
    } catch (GeneralSecurityException e) {
      List<CertificateFiles> files = setup.certificates();
      throw new IOException(files + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(ClientCertificates clients)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    List<X509Certificate> all = PemFiles.certificates(clients.authorities());
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry(String.valueOf(i), all.get(i));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    return trust.getTrustManagers();
  }

  @Override
  public TlsServerEngine accept() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setCipherSuites(ciphers);
    parameters.setNamedGroups(GROUPS);
    parameters.setApplicationProtocols(setup.protocols().toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    setup
        .clients()
        .ifPresent(
            clients -> {
              if (clients.required()) {
                parameters.setNeedClientAuth(true);
              } else {
                parameters.setWantClientAuth(true);
              }
            });
    engine.setSSLParameters(parameters);
    return new JdkServerEngine(engine, certificates);
  }

  @Override
  public void close() {
    // The collector has it.
  }
}
