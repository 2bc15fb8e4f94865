// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import socketlab.tls.TlsServerEngine;
import socketlab.tls.certificate.ServedCertificates;

/** One SSLEngine on the server's side. */
final class JdkServerEngine extends JdkEngine implements TlsServerEngine {
  private final SSLEngine engine;
  private final ServedCertificates certificates;

  JdkServerEngine(SSLEngine engine, ServedCertificates certificates) {
    super(engine);
    this.engine = engine;
    this.certificates = certificates;
  }

  @Override
  public String serverName() {
    return JdkKeys.serverName(engine.getSession());
  }

  @Override
  public String client() {
    try {
      return engine.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  @Override
  public ServedCertificates certificates() {
    return certificates;
  }
}
