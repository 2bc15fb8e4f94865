// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

/**
 * What all TLS connections of a client share: trust, versions, what is offered inside. Thread-safe.
 */
public interface TlsClientContext extends AutoCloseable {
  /**
   * The client's side of a new connection. It says nothing before {@link
   * TlsClientEngine#handshake}.
   *
   * @param serverName whom it wants to reach: a name, which is also sent (SNI, RFC 6066), or an
   *     address, which is not
   * @param ticket of an earlier connection by this context, or null for a full handshake
   */
  TlsClientEngine connect(String serverName, TlsTicket ticket);

  /** Lets go of it, once no connection uses it any more. */
  @Override
  void close();
}
