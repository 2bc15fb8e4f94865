// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.tls.certificate.CertificateFiles;
import socketlab.tls.certificate.ClientCertificates;
import socketlab.tls.certificate.IssuedCertificate;

/** Clients are asked for a certificate, and may or must show one. */
@Timeout(60)
class ClientCertificateTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private static Path folder;
  private static TestAuthority servers;
  private static TestAuthority clients;
  private static CertificateFiles certificate;

  private final List<String> seen = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @BeforeAll
  static void sign() throws Exception {
    servers = new TestAuthority(folder, "servers");
    clients = new TestAuthority(folder, "clients");
    certificate = servers.server("localhost");
  }

  private static TlsContext context(EngineWay way, boolean required) throws IOException {
    return way.engine()
        .context(
            new TlsSetup(
                List.of(certificate),
                Optional.of(new ClientCertificates(clients.file(), required)),
                List.of()));
  }

  /** Speaks as a client that shows this, or nothing. */
  private State ask(EngineWay way, TlsContext context, SSLContext client) throws SSLException {
    Wire wire =
        new Wire(
            TlsSession.factory(
                new TlsService(
                    context,
                    Map.of(),
                    peer -> {
                      seen.add(peer.secured().client());
                      return new EchoSession(peer, PATIENCE);
                    },
                    PATIENCE,
                    failures::add)));
    // In TLS 1.3 a client is done before the server has looked at its certificate.
    TlsClient speaking = new TlsClient(client, wire, 3, way.version());
    speaking.send("abc");
    speaking.send("");
    assertEquals("abc", speaking.said());
    return wire.state();
  }

  private static SSLContext showing(IssuedCertificate shown) throws Exception {
    return TlsClient.trusting(servers.file(), shown);
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void whoIsVerifiedIsKnownByName(EngineWay way) throws Exception {
    SSLContext ann = showing(clients.client("ann"));
    for (boolean required : new boolean[] {true, false}) {
      try (TlsContext context = context(way, required)) {
        // The second time by a ticket, which keeps who it was.
        ask(way, context, ann);
        ask(way, context, ann);
      }
    }
    assertEquals(List.of("CN=ann", "CN=ann", "CN=ann", "CN=ann"), seen);
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void whoShowsNoneIsServedWhereItIsOptional(EngineWay way) throws Exception {
    try (TlsContext context = context(way, false)) {
      assertEquals(State.OPEN, ask(way, context, showing(null)));
    }
    assertNull(seen.getFirst());
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void whoShowsNoneIsTurnedAwayWhereItIsRequired(EngineWay way) throws Exception {
    try (TlsContext context = context(way, true)) {
      assertThrows(SSLException.class, () -> ask(way, context, showing(null)));
    }
    assertEquals(List.of(), seen);
    assertOneLine();
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void anotherAuthoritysIsRefused(EngineWay way) throws Exception {
    SSLContext stranger = showing(servers.client("stranger"));
    // A client leaves out a certificate that none of the named authorities has signed.
    try (TlsContext context = context(way, true)) {
      assertThrows(SSLException.class, () -> ask(way, context, stranger));
    }
    assertOneLine();
  }

  @ParameterizedTest
  @MethodSource("socketlab.tls.EngineWay#all")
  void oneWhoseTimeIsOverIsRefused(EngineWay way) throws Exception {
    SSLContext late = showing(clients.client("late", Duration.ofHours(-1)));
    for (boolean required : new boolean[] {true, false}) {
      try (TlsContext context = context(way, required)) {
        assertThrows(SSLException.class, () -> ask(way, context, late));
      }
      assertOneLine();
      assertTrue(
          failures.getFirst().matches(".*(expired|NotAfter|validity check failed).*"),
          failures.getFirst());
      failures.clear();
    }
  }

  private void assertOneLine() {
    assertEquals(1, failures.size(), failures.toString());
    assertEquals(1, failures.getFirst().lines().count());
    assertTrue(failures.getFirst().startsWith("a TLS connection failed: "), failures.getFirst());
  }

  @ParameterizedTest
  @EnumSource
  void authoritiesThatAreNoneAreRefusedInOneLine(EngineWay.Engine engine) throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    for (Path file : List.of(garbage, folder.resolve("missing.pem"))) {
      TlsSetup setup =
          new TlsSetup(
              List.of(certificate), Optional.of(new ClientCertificates(file, true)), List.of());
      IOException refused = assertThrows(IOException.class, () -> engine.context(setup));
      assertEquals(1, refused.getMessage().lines().count());
      assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }
  }
}
