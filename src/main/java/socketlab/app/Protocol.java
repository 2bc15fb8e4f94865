// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.app.route.Route;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;

/** What a server speaks. */
public enum Protocol {
  HTTP(
      "http",
      "HTTP/1.1 and HTTP/2 with the lab's endpoints",
      List.of(
          "--max-header-bytes",
          "--max-body-bytes",
          "--header-timeout",
          "--allow-origin",
          "--data",
          "--deflate",
          "--fsync",
          "--max-accounts",
          "--max-keys",
          "--key-age",
          "--require-key",
          "--max-sessions",
          "--session-age",
          "--token-key",
          "--job-threads",
          "--job-queue",
          "--max-jobs",
          "--max-topics",
          "--max-subscribers",
          "--topic-bytes",
          "--topic-age",
          "--max-lag",
          "--slow",
          "--chat-rooms",
          "--chat-members",
          "--chat-history",
          "--max-completions",
          "--max-upload-bytes",
          "--max-uploads",
          "--upload-expiry",
          "--upload-threads")) {
    @Override
    public SessionFactory sessions(Setting setting) {
      HttpConfig config =
          new HttpConfig(
              new LabHandler(setting.server(), setting.routes()),
              setting.limits(),
              setting.date(),
              setting.failures());
      return Http1Session.factory(config, Http2Session.factory(config));
    }
  },
  ECHO("tcp", "bytes back, as they came", List.of()) {
    @Override
    public SessionFactory sessions(Setting setting) {
      long idleNanos = setting.limits().idleNanos();
      return peer -> new EchoSession(peer, idleNanos);
    }
  };

  /**
   * What sessions are made with.
   *
   * @param routes what is served beside the endpoints of {@link LabHandler}
   * @param failures told of what handlers threw; any thread
   */
  public record Setting(
      ServerView server,
      HttpLimits limits,
      HttpDate date,
      List<Route> routes,
      Consumer<Throwable> failures) {}

  private final String scheme;
  private final String summary;
  private final List<String> options;

  Protocol(String scheme, String summary, List<String> options) {
    this.scheme = scheme;
    this.summary = summary;
    this.options = options;
  }

  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What its URLs begin with. */
  public String scheme() {
    return scheme;
  }

  /** What they begin with where TLS is around it. */
  public String secureScheme() {
    return this == HTTP ? "https" : "tls";
  }

  /** What it is called in a TLS handshake (ALPN, RFC 7301), the best first. */
  public List<String> applicationProtocols() {
    return this == HTTP ? List.of("http/1.1") : List.of();
  }

  public String summary() {
    return summary;
  }

  /** Options of {@code lab serve} that not every protocol has a use for, and this one has. */
  public List<String> options() {
    return options;
  }

  public abstract SessionFactory sessions(Setting setting);

  /** The protocol of this name, in capitals or not. */
  public static Optional<Protocol> byId(String id) {
    return List.of(values()).stream().filter(p -> p.id().equalsIgnoreCase(id)).findFirst();
  }
}
