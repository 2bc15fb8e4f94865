// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import socketlab.app.LabHandler;
import socketlab.experiment.tool.Listeners;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.jdk.JdkContext;

/**
 * The lab's server over TLS in this process, with whatever certificate: {@code lab serve} would
 * refuse one that no client accepts.
 */
public final class AnyCertificateServer implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final TlsContext context;
  private final Server server;

  private AnyCertificateServer(CertificateFiles files) throws IOException {
    context =
        JdkContext.of(new TlsSetup(files.certificate(), files.key(), List.of("h2", "http/1.1")));
    server =
        Server.start(
            ServerConfig.of(new SingleThread(), Transport.NIO)
                .listen(
                    Listeners.ANY_PORT,
                    new Listener.Options(BACKLOG, false, 0, 0),
                    view -> new Service(sessions(new LabHandler(view, List.of())), STALL))
                .build());
  }

  /** Starts one at a port that the kernel chooses. */
  public static AnyCertificateServer start(CertificateFiles files) throws IOException {
    return new AnyCertificateServer(files);
  }

  private SessionFactory sessions(LabHandler handler) {
    HttpConfig config =
        new HttpConfig(
            handler, HttpLimits.DEFAULT, HttpDate.NONE, failure -> failure.printStackTrace());
    SessionFactory first = Http1Session.factory(config);
    return TlsSession.factory(
        new TlsService(
            context,
            Map.of("h2", Http2Session.factory(config), "http/1.1", first),
            first,
            STALL.toNanos(),
            line -> {}));
  }

  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    try {
      server.stop(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.close();
  }
}
