// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import socketlab.tls.certificate.ServedCertificates;

/** The server's side of one TLS connection without I/O. */
public interface TlsServerEngine extends TlsEngine {
  /** The name that the client asked for (SNI, RFC 6066), or null; once it has been read. */
  String serverName();

  /**
   * The subject of the client's certificate, which has been verified, as {@code CN=ann} (RFC 2253);
   * null where the client has shown none. Once the handshake is finished.
   */
  String client();

  /** Those that the shown one was chosen from. */
  ServedCertificates certificates();
}
