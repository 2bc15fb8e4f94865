// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

/**
 * What all TLS connections of a listener share: certificate, key, versions, tickets. Thread-safe.
 */
public interface TlsContext extends AutoCloseable {
  /** The server's side of a new connection. */
  TlsServerEngine accept();

  /** Lets go of it, once no connection uses it any more. */
  @Override
  void close();
}
