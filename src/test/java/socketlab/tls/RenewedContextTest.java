// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.tls.certificate.CertificateFiles;

/** Certificates that are read again while connections are open. */
@Timeout(60)
class RenewedContextTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private Path folder;

  private static void replace(CertificateFiles old, CertificateFiles by) throws IOException {
    Files.move(by.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(by.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static TlsClient open(
      EngineWay way, RenewedContext context, SSLContext trusting, String host) throws Exception {
    SessionFactory echo = peer -> new EchoSession(peer, PATIENCE);
    TlsService service = new TlsService(context, Map.of(), echo, PATIENCE, line -> {});
    Wire wire = new Wire(TlsSession.factory(service));
    return new TlsClient(trusting, host, wire, 3, way.version()).send("a");
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void newConnectionsGetTheNewOneAndOpenOnesGoOn(EngineWay way) throws Exception {
    TestAuthority authority = new TestAuthority(folder, "authority");
    CertificateFiles files = authority.server("localhost", "old.test");
    Path trusted = authority.file();
    RenewedContext context =
        RenewedContext.of(
            () -> way.engine().context(new TlsSetup(List.of(files), Optional.empty(), List.of())));
    TlsClient open = open(way, context, TlsClient.trusting(trusted), "localhost");
    assertEquals("CN=localhost", open.shown());

    replace(files, authority.server("renewed.test"));
    context.renew();
    // The old one may be collected: what it called back must live as long as its connections.
    System.gc();
    assertEquals("ab", open.send("b").said());
    assertEquals(
        "CN=renewed.test", open(way, context, TlsClient.trusting(trusted), "renewed.test").shown());

    Files.writeString(files.certificate(), "broken");
    IOException refused = assertThrows(IOException.class, context::renew);
    assertEquals(1, refused.getMessage().lines().count());
    assertEquals(
        "CN=renewed.test", open(way, context, TlsClient.trusting(trusted), "renewed.test").shown());
    assertEquals("abc", open.send("c").said());
    context.close();
  }
}
