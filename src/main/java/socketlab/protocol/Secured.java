// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.function.Predicate;

/**
 * What TLS tells of a connection to the session inside. Immutable.
 *
 * @param version as {@code TLSv1.3}
 * @param protocol what both sides agreed on by ALPN, or null
 * @param serverName what the client asked for by SNI, or null
 * @param resumed whether an earlier session was taken up; false also where that is not known
 * @param client the subject of the client's certificate, which was verified, as {@code CN=ann}; or
 *     null
 * @param authorities whether the certificate that was shown speaks for a host, maybe with a port;
 *     null where the server has no other
 */
public record Secured(
    String version,
    String protocol,
    String serverName,
    boolean resumed,
    String client,
    Predicate<String> authorities) {}
