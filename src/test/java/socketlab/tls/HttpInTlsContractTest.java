// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import socketlab.protocol.Handlers;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpContract;
import socketlab.protocol.http1.Http1Carrier;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Carrier;
import socketlab.protocol.http2.Http2Session;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/** What a handler may rely on, over what ALPN chooses, by both engines. */
class HttpInTlsContractTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final String H2 = "h2";
  private static final String HTTP_1_1 = "http/1.1";

  @TempDir private static Path folder;
  private static TlsContext openssl;
  private static TlsContext jdk;
  private static SSLContext trusting;

  @BeforeAll
  static void makeACertificate() throws Exception {
    DevelopmentCertificate own = DevelopmentCertificate.in(folder.resolve("tls"));
    TlsSetup setup = new TlsSetup(own.certificate(), own.key(), List.of(H2, HTTP_1_1));
    openssl = OpenSslContext.of(setup);
    jdk = JdkContext.of(setup);
    trusting = TlsClient.trusting(own.authority());
  }

  @AfterAll
  static void close() {
    openssl.close();
    jdk.close();
  }

  private static Wire wire(
      TlsContext context, String name, SessionFactory sessions, Handlers handlers) {
    TlsService service =
        new TlsService(context, Map.of(name, sessions), _ -> fail("none"), PATIENCE, line -> {});
    return new Wire(ThroughTls.factory(service, trusting, name), handlers);
  }

  private static Http1Carrier http1(TlsContext context, HttpConfig config, Handlers handlers) {
    return new Http1Carrier(wire(context, HTTP_1_1, Http1Session.factory(config), handlers));
  }

  private static Http2Carrier http2(TlsContext context, HttpConfig config, Handlers handlers) {
    return new Http2Carrier(wire(context, H2, Http2Session.factory(config), handlers));
  }

  @Nested
  class Http1ByOpenSsl extends HttpContract {
    Http1ByOpenSsl() {
      super((config, handlers) -> http1(openssl, config, handlers));
    }
  }

  @Nested
  class Http1ByTheJdk extends HttpContract {
    Http1ByTheJdk() {
      super((config, handlers) -> http1(jdk, config, handlers));
    }
  }

  @Nested
  class Http2ByOpenSsl extends HttpContract {
    Http2ByOpenSsl() {
      super((config, handlers) -> http2(openssl, config, handlers));
    }
  }

  @Nested
  class Http2ByTheJdk extends HttpContract {
    Http2ByTheJdk() {
      super((config, handlers) -> http2(jdk, config, handlers));
    }
  }
}
