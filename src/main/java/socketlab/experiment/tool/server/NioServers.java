// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import socketlab.app.LabHandler;
import socketlab.app.ServerView;
import socketlab.experiment.tool.Listeners;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;

/** The lab's servers in this process: over NIO, on loopback, at a port that the kernel chose. */
public final class NioServers {
  private static final int BACKLOG = 128;
  private static final int THREADS = 2;
  private static final Duration STALL = Duration.ofSeconds(60);

  private NioServers() {}

  /** One with the lab's endpoints. */
  public static Server start(Pattern pattern) throws IOException {
    return start(pattern, view -> sessions(new LabHandler(view, List.of())));
  }

  /** One with a handler of its own for every request. */
  public static Server start(Pattern pattern, HttpHandler handler) throws IOException {
    return start(pattern, _ -> sessions(handler));
  }

  private static SessionFactory sessions(HttpHandler handler) {
    HttpConfig config =
        new HttpConfig(
            handler, HttpLimits.DEFAULT, HttpDate.NONE, failure -> failure.printStackTrace());
    return Http1Session.factory(config, Http2Session.factory(config));
  }

  private static Server start(Pattern pattern, Function<ServerView, SessionFactory> sessions)
      throws IOException {
    return Server.start(
        ServerConfig.of(pattern, Transport.NIO)
            .listen(
                Listeners.ANY_PORT,
                new Listener.Options(BACKLOG, false, 0, 0),
                view -> new Service(sessions.apply(view), STALL))
            .threads(THREADS)
            .workers(THREADS)
            .build());
  }
}
