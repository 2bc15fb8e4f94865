// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.PemFiles;
import socketlab.tls.certificate.ServedCertificates;

/**
 * Certificates and keys, of which the JDK's handshake is given the one that goes with the name the
 * client asks for. An alias is its place in the list.
 */
final class JdkKeys extends X509ExtendedKeyManager {
  private final List<X509Certificate[]> chains = new ArrayList<>();
  private final List<PrivateKey> keys = new ArrayList<>();
  private final ServedCertificates certificates;

  private JdkKeys(ServedCertificates certificates) {
    this.certificates = certificates;
  }

  static JdkKeys of(List<CertificateFiles> files, ServedCertificates certificates)
      throws IOException {
    JdkKeys read = new JdkKeys(certificates);
    for (CertificateFiles one : files) {
      read.chains.add(PemFiles.certificates(one.certificate()).toArray(X509Certificate[]::new));
      read.keys.add(PemFiles.key(one.key()));
    }
    return read;
  }

  /** The name that a client asked for, or null. */
  static String serverName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (var name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    int chosen = certificates.choose(serverName(engine.getHandshakeSession()));
    return isOf(keyType, chosen) ? String.valueOf(chosen) : null;
  }

  private boolean isOf(String keyType, int place) {
    String algorithm = keys.get(place).getAlgorithm();
    return keyType.equals(algorithm) || keyType.equals("RSASSA-PSS") && algorithm.equals("RSA");
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chains.get(Integer.parseInt(alias)).clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return keys.get(Integer.parseInt(alias));
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    List<String> aliases = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (isOf(keyType, i)) {
        aliases.add(String.valueOf(i));
      }
    }
    return aliases.isEmpty() ? null : aliases.toArray(String[]::new);
  }

  // It is asked for engines of servers alone.

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }
}
