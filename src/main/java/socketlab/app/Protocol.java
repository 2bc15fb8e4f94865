// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.List;
import java.util.Map;
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
      "HTTP/1.1 and HTTP/2 with the lab's endpoints, and gRPC",
      List.of(
          "--max-header-bytes",
          "--max-body-bytes",
          "--header-timeout",
          "--alpn",
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
          "--upload-threads",
          "--max-message-bytes")) {
    @Override
    public SessionFactory sessions(Setting setting) {
      HttpConfig config = config(setting);
      return Http1Session.factory(config, Http2Session.factory(config));
    }

    /** HTTP/2 by its name alone (RFC 9113 section 3.2): what else there is, is HTTP/1.1. */
    @Override
    public Secure secure(Setting setting) {
      HttpConfig config = config(setting);
      SessionFactory first = Http1Session.factory(config);
      return new Secure(Map.of(H2, Http2Session.factory(config), HTTP_1_1, first), first);
    }
  },
  ECHO("tcp", "bytes back, as they came", List.of()) {
    @Override
    public SessionFactory sessions(Setting setting) {
      long idleNanos = setting.limits().idleNanos();
      return peer -> new EchoSession(peer, idleNanos);
    }

    @Override
    public Secure secure(Setting setting) {
      return new Secure(Map.of(), sessions(setting));
    }
  };

  // As the registry of RFC 7301 has them.
  private static final String H2 = "h2";
  private static final String HTTP_1_1 = "http/1.1";

  /**
   * What sessions are made with.
   *
   * @param routes what is served beside the endpoints of {@link LabHandler}
   * @param failures told of what handlers threw; any thread
   * @param strangers told, in one line, of peers that speak another protocol; any thread
   */
  public record Setting(
      ServerView server,
      HttpLimits limits,
      HttpDate date,
      List<Route> routes,
      Consumer<Throwable> failures,
      Consumer<String> strangers) {
    /** Of strangers nobody is told. */
    public Setting(
        ServerView server,
        HttpLimits limits,
        HttpDate date,
        List<Route> routes,
        Consumer<Throwable> failures) {
      this(server, limits, date, routes, failures, line -> {});
    }
  }

  /**
   * What is spoken inside TLS.
   *
   * @param byName with a client that names it: all {@link #applicationProtocols}
   * @param otherwise with a client that names none
   */
  public record Secure(Map<String, SessionFactory> byName, SessionFactory otherwise) {}

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
    return this == HTTP ? List.of(H2, HTTP_1_1) : List.of();
  }

  public String summary() {
    return summary;
  }

  /** Options of {@code lab serve} that not every protocol has a use for, and this one has. */
  public List<String> options() {
    return options;
  }

  public abstract SessionFactory sessions(Setting setting);

  public abstract Secure secure(Setting setting);

  private static HttpConfig config(Setting setting) {
    return new HttpConfig(
        new LabHandler(setting.server(), setting.routes()),
        setting.limits(),
        setting.date(),
        setting.failures(),
        setting.strangers());
  }

  /** The protocol of this name, in capitals or not. */
  public static Optional<Protocol> byId(String id) {
    return List.of(values()).stream().filter(p -> p.id().equalsIgnoreCase(id)).findFirst();
  }
}
