// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server shows and what it speaks.
 *
 * @param certificate a PEM file: the server's certificate, and behind it those that lead to a
 *     trusted one
 * @param key a PEM file: the private key of the first certificate, in PKCS #8
 * @param protocols what is spoken inside, the best first, by their ALPN names
 */
public record TlsSetup(Path certificate, Path key, List<String> protocols) {}
