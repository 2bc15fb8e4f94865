// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.util.Map;
import java.util.function.Consumer;
import socketlab.protocol.SessionFactory;

/**
 * What a listener offers over TLS.
 *
 * @param context certificate, key and engine
 * @param protocols what is spoken inside, by its ALPN name
 * @param otherwise what is spoken with a client that names none
 * @param handshakeNanos how long a handshake may take
 * @param failures told, in one line, of connections that failed; any thread
 */
public record TlsService(
    TlsContext context,
    Map<String, SessionFactory> protocols,
    SessionFactory otherwise,
    long handshakeNanos,
    Consumer<String> failures) {}
