// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.app.LabHandler;
import socketlab.app.ServerView;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.Target;
import socketlab.load.plan.TlsPlan;
import socketlab.net.Transport;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.jdk.JdkContext;

/**
 * A server of one thread that speaks what a test wants: HTTP/1.1 and HTTP/2, in clear or in TLS.
 */
final class SecureServer implements AutoCloseable {
  private static final long PATIENCE = 10_000_000_000L;

  private final TlsContext context;
  private final Server server;

  private SecureServer(TlsContext context) throws IOException {
    this.context = context;
    server =
        Server.start(
            ServerConfig.of(new SingleThread(), Transport.NIO)
                .listenOnLoopback(this::sessions)
                .problems(_ -> {})
                .build());
  }

  static SecureServer inClear() throws IOException {
    return new SecureServer(null);
  }

  /**
   * @param protocols what it speaks, by their ALPN names
   */
  static SecureServer with(DevelopmentCertificate shown, String... protocols) throws IOException {
    return with(shown.certificate(), shown.key(), protocols);
  }

  static SecureServer with(Path certificate, Path key, String... protocols) throws IOException {
    return new SecureServer(JdkContext.of(new TlsSetup(certificate, key, List.of(protocols))));
  }

  private SessionFactory sessions(ServerView view) {
    HttpConfig config =
        new HttpConfig(new LabHandler(view, List.of()), HttpLimits.DEFAULT, HttpDate.NONE, _ -> {});
    SessionFactory http2 = Http2Session.factory(config);
    SessionFactory http1 = Http1Session.factory(config, http2);
    return context == null
        ? http1
        : TlsSession.factory(
            new TlsService(
                context, Map.of("h2", http2, "http/1.1", http1), http1, PATIENCE, _ -> {}));
  }

  /** What is loaded there. */
  Target target(boolean http2, Optional<TlsPlan> tls) {
    return target("127.0.0.1", http2, tls);
  }

  Target target(String host, boolean http2, Optional<TlsPlan> tls) {
    return Target.parse(
        (tls.isPresent() ? "https://" : "http://")
            + host
            + ":"
            + server.address().getPort()
            + "/plaintext",
        Expectation.SUCCESS,
        http2,
        tls.orElse(TlsPlan.SYSTEM));
  }

  /** Requests that it has answered. */
  long requests() {
    return server.stats().total().requests();
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (context != null) {
      context.close();
    }
  }
}
