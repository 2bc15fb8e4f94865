// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.protocol.SessionFactory;
import socketlab.tls.TlsVersion;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientService;
import socketlab.tls.client.TlsClientSession;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.client.TlsHandshake;
import socketlab.tls.client.TlsTickets;
import socketlab.tls.jdk.JdkClientContext;
import socketlab.tls.openssl.OpenSslClientContext;
import socketlab.tls.openssl.OpenSslContext;

/**
 * What goes around the sessions of a run: TLS, by OpenSSL where it can be loaded and else by the
 * JDK, or nothing. Thread-safe.
 */
public final class Securing implements AutoCloseable {
  /** Nothing. */
  public static final Securing NONE =
      new Securing(null, "", Optional.empty(), TlsTickets.none(), 0);

  /** More than any run has connections under way at once. */
  private static final int MOST_TICKETS = 4096;

  private final TlsClientContext context;
  private final String serverName;

  /** What is spoken inside, by its ALPN name; empty where that has none. */
  private final Optional<String> protocol;

  private final TlsTickets tickets;
  private final long handshakeNanos;

  private Securing(
      TlsClientContext context,
      String serverName,
      Optional<String> protocol,
      TlsTickets tickets,
      long handshakeNanos) {
    this.context = context;
    this.serverName = serverName;
    this.protocol = protocol;
    this.tickets = tickets;
    this.handshakeNanos = handshakeNanos;
  }

  /**
   * What a target asks for.
   *
   * @param handshakeNanos how long a handshake may take
   * @throws IOException in one line, when its authorities cannot be read
   */
  public static Securing of(Target target, long handshakeNanos) throws IOException {
    return of(
        target.tls(),
        target.serverName(),
        Optional.ofNullable(target.protocol().alpn()),
        handshakeNanos);
  }

  /**
   * @param tls empty for nothing
   * @param serverName as the certificate is to have it
   * @param protocol what is spoken inside, by its ALPN name; empty where that has none
   * @param handshakeNanos how long a handshake may take
   * @throws IOException in one line, when the authorities cannot be read
   */
  public static Securing of(
      Optional<TlsPlan> tls, String serverName, Optional<String> protocol, long handshakeNanos)
      throws IOException {
    if (tls.isEmpty()) {
      return NONE;
    }
    TlsPlan plan = tls.get();
    TlsClientSetup setup =
        new TlsClientSetup(
            plan.trust(),
            plan.verifies(),
            Optional.empty(),
            Optional.empty(),
            plan.version().orElse(TlsVersion.TLS_1_2),
            plan.version().orElse(TlsVersion.TLS_1_3),
            protocol.map(List::of).orElse(List.of()));
    return new Securing(
        OpenSslContext.availability().isAvailable()
            ? OpenSslClientContext.of(setup)
            : JdkClientContext.of(setup),
        serverName,
        protocol,
        plan.resumes() ? new TlsTickets(MOST_TICKETS) : TlsTickets.none(),
        handshakeNanos);
  }

  /**
   * Sessions that speak inside of it.
   *
   * @param done told of each handshake that is finished, behind the opening of the session inside
   * @param failed told, in one line, of each connection that failed; the session inside has been
   *     opened or not, and where it has it is closed next
   */
  public SessionFactory around(
      SessionFactory inside, Consumer<TlsHandshake> done, Consumer<String> failed) {
    if (context == null) {
      return inside;
    }
    return TlsClientSession.factory(
        new TlsClientService(
            context,
            serverName,
            protocol.map(name -> Map.of(name, inside)).orElse(Map.of()),
            inside,
            tickets,
            false,
            handshakeNanos,
            done,
            failed));
  }

  /** Lets go of it, once no connection uses it any more. */
  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
