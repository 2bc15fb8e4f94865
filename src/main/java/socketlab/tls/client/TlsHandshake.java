// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

/**
 * How a client's handshake came out.
 *
 * @param version as {@code TLSv1.3}
 * @param protocol what is spoken inside, by its ALPN name, or null
 * @param resumed whether an earlier session was taken up; an engine that does not know says false
 * @param early what became of early data
 */
public record TlsHandshake(String version, String protocol, boolean resumed, EarlyData early) {}
