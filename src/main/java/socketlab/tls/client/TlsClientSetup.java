// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import socketlab.tls.TlsVersion;

/**
 * Whom a client trusts, what it shows and what it speaks.
 *
 * @param trust a PEM file with the authorities that it trusts; empty: those of the system
 * @param verifies whether it looks at the server's certificate at all; false is for servers that
 *     one measures and knows
 * @param certificate a PEM file: what it shows to a server that asks for a certificate
 * @param key a PEM file: the private key of that, in PKCS #8
 * @param oldest the oldest version that it speaks
 * @param newest the newest
 * @param protocols what it can speak inside, the best first, by their ALPN names; none are offered
 *     when it is empty
 */
public record TlsClientSetup(
    Optional<Path> trust,
    boolean verifies,
    Optional<Path> certificate,
    Optional<Path> key,
    TlsVersion oldest,
    TlsVersion newest,
    List<String> protocols) {
  public TlsClientSetup {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("a client's certificate and its key go together");
    }
    if (oldest.compareTo(newest) > 0) {
      throw new IllegalArgumentException(oldest.id() + " is newer than " + newest.id());
    }
    protocols = List.copyOf(protocols);
  }

  /** One that trusts the authorities of a file, and speaks both versions. */
  public static TlsClientSetup trusting(Path authorities, List<String> protocols) {
    return new TlsClientSetup(
        Optional.of(authorities),
        true,
        Optional.empty(),
        Optional.empty(),
        TlsVersion.TLS_1_2,
        TlsVersion.TLS_1_3,
        protocols);
  }

  /** The same, with this version alone. */
  public TlsClientSetup only(TlsVersion version) {
    return new TlsClientSetup(trust, verifies, certificate, key, version, version, protocols);
  }

  /** The same, but any certificate will do. */
  public TlsClientSetup believing() {
    return new TlsClientSetup(trust, false, certificate, key, oldest, newest, protocols);
  }

  /** The same, with a certificate to show. */
  public TlsClientSetup showing(Path shown, Path itsKey) {
    return new TlsClientSetup(
        trust, verifies, Optional.of(shown), Optional.of(itsKey), oldest, newest, protocols);
  }
}
