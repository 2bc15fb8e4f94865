// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.ClientCertificates;

/**
 * What a server shows, what it wants to be shown, and what it speaks.
 *
 * @param certificates one of them is shown, by the name that the client asks for; the first where
 *     none is of that name
 * @param clients who is asked for a certificate; nobody where it is empty
 * @param protocols what is spoken inside, the best first, by their ALPN names
 */
public record TlsSetup(
    List<CertificateFiles> certificates,
    Optional<ClientCertificates> clients,
    List<String> protocols) {
  /** One certificate for all, and nobody is asked for another. */
  public TlsSetup(Path certificate, Path key, List<String> protocols) {
    this(List.of(new CertificateFiles(certificate, key)), Optional.empty(), protocols);
  }
}
