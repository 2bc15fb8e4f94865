// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of a server's certificates a client is shown: the first that speaks for the name it asks
 * for (SNI, RFC 6066 section 3), or else the first of all. Immutable.
 */
public final class ServedCertificates {
  private final List<CertificateNames> names;

  private ServedCertificates(List<CertificateNames> names) {
    this.names = names;
  }

  /** Reads the names of each. */
  public static ServedCertificates of(List<CertificateFiles> files) throws IOException {
    List<CertificateNames> names = new ArrayList<>();
    for (CertificateFiles one : files) {
      names.add(CertificateNames.of(PemFiles.certificates(one.certificate()).getFirst()));
    }
    return new ServedCertificates(List.copyOf(names));
  }

  /** True when there is one to choose from. */
  public boolean areSeveral() {
    return names.size() > 1;
  }

  /**
   * The place of the certificate that is shown, from 0 on.
   *
   * @param serverName that the client asked for, or null
   */
  public int choose(String serverName) {
    if (serverName != null) {
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).cover(serverName)) {
          return i;
        }
      }
    }
    return 0;
  }

  /**
   * Whether what is asked for may be answered on a connection: the certificate that was shown has
   * to speak for it (RFC 9110 section 7.4).
   *
   * @param serverName that the client asked for, or null
   * @param authority of the request
   */
  public boolean speakFor(String serverName, String authority) {
    return names.get(choose(serverName)).coverAuthority(authority);
  }
}
