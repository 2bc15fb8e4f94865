// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsEngine;
import socketlab.tls.TlsSetup;

/** The JDK's SSLContext. It has no early data. */
public final class JdkContext implements TlsContext {
  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private final String[] protocols;

  private JdkContext(SSLContext context, String[] protocols) {
    this.context = context;
    this.protocols = protocols;
  }

  /**
   * Reads certificate and key.
   *
   * @throws IOException in one line, when they cannot be used
   */
  public static JdkContext of(TlsSetup setup) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          PemFiles.key(setup.key()),
          NO_PASSWORD,
          PemFiles.certificates(setup.certificate()));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new JdkContext(context, setup.protocols().toArray(String[]::new));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          setup.certificate() + " and " + setup.key() + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public TlsEngine accept() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setApplicationProtocols(protocols);
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    return new JdkEngine(engine);
  }

  @Override
  public void close() {
    // The collector has it.
  }
}
