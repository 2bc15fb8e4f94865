// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import java.nio.file.Path;
import java.util.Optional;
import socketlab.tls.TlsVersion;

/**
 * How connections are secured.
 *
 * @param trust a PEM file with the authorities that are trusted; empty: those of the system
 * @param verifies whether the server's certificate is looked at
 * @param version the only one that is spoken; empty: TLS 1.2 and 1.3
 * @param resumes whether connections take up the sessions of earlier ones
 */
public record TlsPlan(
    Optional<Path> trust, boolean verifies, Optional<TlsVersion> version, boolean resumes) {
  /** Whom the system trusts, and full handshakes. */
  public static final TlsPlan SYSTEM = new TlsPlan(Optional.empty(), true, Optional.empty(), false);

  /** The same with the authorities of a file. */
  public static TlsPlan trusting(Path authorities) {
    return new TlsPlan(Optional.of(authorities), true, Optional.empty(), false);
  }
}
