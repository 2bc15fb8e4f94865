// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What TLS tells of a connection to the session inside. Immutable, but for {@link #isEarly}.
 *
 * @param version as {@code TLSv1.3}
 * @param protocol what both sides agreed on by ALPN, or null
 * @param serverName what the client asked for by SNI, or null
 * @param resumed whether an earlier session was taken up; false also where that is not known
 * @param client the subject of the client's certificate, which was verified, as {@code CN=ann}; or
 *     null
 * @param authorities whether the certificate that was shown speaks for a host, maybe with a port;
 *     null where the server has no other
 * @param early whether the handshake is not finished yet
 */
public record Secured(
    String version,
    String protocol,
    String serverName,
    boolean resumed,
    String client,
    Predicate<String> authorities,
    BooleanSupplier early) {
  /** Behind the handshake. */
  public Secured(
      String version,
      String protocol,
      String serverName,
      boolean resumed,
      String client,
      Predicate<String> authorities) {
    this(version, protocol, serverName, resumed, client, authorities, () -> false);
  }

  /**
   * True while the handshake is not finished: what has come by then is early data, which may be a
   * replay of what another connection sent (RFC 8446 section 8). What is done for it must do no
   * harm when it is done twice. Any thread; one that is not the connection's may hear true for a
   * while longer.
   */
  public boolean isEarly() {
    return early.getAsBoolean();
  }
}
