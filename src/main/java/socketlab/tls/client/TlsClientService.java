// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import java.util.Map;
import java.util.function.Consumer;
import socketlab.protocol.SessionFactory;

/**
 * How a client speaks with one server over TLS.
 *
 * @param context trust and engine
 * @param serverName whom it wants to reach: a name or an address, as in the URL
 * @param protocols what is spoken inside, by its ALPN name
 * @param otherwise what is spoken with a server that names none
 * @param tickets where the tickets of this server are kept, and taken from; {@link
 *     TlsTickets#none()} for full handshakes
 * @param early whether the session inside may speak in early data, when a ticket allows it. It is
 *     then opened before the handshake, and what it says by its first {@link
 *     socketlab.protocol.Session#resume} is sent in the first flight. That may be replayed by
 *     anybody who sees it: it must be a request that does no harm twice (RFC 8470).
 * @param handshakeNanos how long a handshake may take
 * @param done told of each handshake that is finished, by the connection's thread
 * @param failures told, in one line, of each connection that failed, by the connection's thread
 */
public record TlsClientService(
    TlsClientContext context,
    String serverName,
    Map<String, SessionFactory> protocols,
    SessionFactory otherwise,
    TlsTickets tickets,
    boolean early,
    long handshakeNanos,
    Consumer<TlsHandshake> done,
    Consumer<String> failures) {
  /** Full handshakes, without early data, of which nobody is told. */
  public TlsClientService(
      TlsClientContext context,
      String serverName,
      Map<String, SessionFactory> protocols,
      SessionFactory otherwise,
      long handshakeNanos,
      Consumer<String> failures) {
    this(
        context,
        serverName,
        protocols,
        otherwise,
        TlsTickets.none(),
        false,
        handshakeNanos,
        _ -> {},
        failures);
  }
}
