// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Session.State;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.protocol.http1.CorpusServer;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.TlsVersion;
import socketlab.tls.jdk.JdkClientContext;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslClientContext;
import socketlab.tls.openssl.OpenSslContext;

/** TLS as a client, by both engines, with a server by both, without a socket. */
@Timeout(120)
class TlsClientSessionTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final List<String> PROTOCOLS = List.of("http/1.1", "echo");

  @TempDir private static Path folder;
  private static final List<AutoCloseable> OPENED = new ArrayList<>();
  private static final List<Way> WAYS = new ArrayList<>();
  private static DevelopmentCertificate certificate;

  private final List<String> serverFailures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<TlsHandshake> done = new ArrayList<>();

  /** Who speaks with whom, and in which version. */
  record Way(
      String name,
      TlsContext server,
      TlsClientContext client,
      boolean openSsl,
      TlsVersion version) {
    @Override
    public String toString() {
      return name + ", " + version.id();
    }
  }

  @BeforeAll
  static void makeContexts() throws Exception {
    certificate = DevelopmentCertificate.in(folder.resolve("tls"));
    TlsSetup setup = new TlsSetup(certificate.certificate(), certificate.key(), PROTOCOLS);
    TlsContext openSsl = opened(OpenSslContext.of(setup));
    TlsContext jdk = opened(JdkContext.of(setup));
    for (TlsVersion version : TlsVersion.values()) {
      TlsClientSetup client = trusting().only(version);
      TlsClientContext openSslClient = opened(OpenSslClientContext.of(client));
      TlsClientContext jdkClient = opened(JdkClientContext.of(client));
      WAYS.add(new Way("openssl to openssl", openSsl, openSslClient, true, version));
      WAYS.add(new Way("openssl to jdk", jdk, openSslClient, true, version));
      WAYS.add(new Way("jdk to openssl", openSsl, jdkClient, false, version));
      WAYS.add(new Way("jdk to jdk", jdk, jdkClient, false, version));
    }
  }

  private static TlsClientSetup trusting() {
    return TlsClientSetup.trusting(certificate.authority(), List.of("http/1.1"));
  }

  private static <T extends AutoCloseable> T opened(T context) {
    OPENED.add(context);
    return context;
  }

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable context : OPENED) {
      context.close();
    }
  }

  static Stream<Way> ways() {
    return WAYS.stream();
  }

  private SessionFactory server(Way way) {
    SessionFactory http = CorpusServer.sessions();
    SessionFactory echo = peer -> new EchoSession(peer, PATIENCE);
    return TlsSession.factory(
        new TlsService(
            way.server(),
            Map.of("http/1.1", http, "echo", echo),
            http,
            PATIENCE,
            serverFailures::add));
  }

  private SessionFactory client(Way way, String name, TlsTickets tickets, Asking asking) {
    return client(way.client(), name, tickets, asking);
  }

  private SessionFactory client(
      TlsClientContext context, String name, TlsTickets tickets, Asking asking) {
    return TlsClientSession.factory(
        new TlsClientService(
            context,
            name,
            Map.of("http/1.1", _ -> asking),
            _ -> asking,
            tickets,
            true,
            PATIENCE,
            done::add,
            failures::add));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aFullHandshakeTakesTheRoundTripsOfItsVersion(Way way) {
    Asking asking = new Asking(REQUEST);
    TwoEnds ends = new TwoEnds(client(way, "localhost", TlsTickets.none(), asking), server(way));
    while (asking.heard().isEmpty() && ends.carryOn()) {}
    assertTrue(asking.heard().startsWith("HTTP/1.1 200 OK\r\n"), asking.heard());
    assertEquals(way.version() == TlsVersion.TLS_1_3 ? 2 : 3, ends.flights());
    assertEquals(
        List.of(new TlsHandshake(way.version().id(), "http/1.1", false, EarlyData.NONE)), done);
    assertEquals(List.of(), failures);
    assertEquals(List.of(), serverFailures);
    ends.close();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aTicketIsTakenUpOnceAndBringsAnother(Way way) {
    TlsTickets tickets = new TlsTickets(4);
    for (int i = 0; i < 3; i++) {
      Asking asking = new Asking(REQUEST);
      TwoEnds ends = new TwoEnds(client(way, "localhost", tickets, asking), server(way));
      assertEquals(0, tickets.size(), "one in use, or none yet");
      while (asking.heard().isEmpty() && ends.carryOn()) {}
      // TLS 1.2 saves a round trip by it, TLS 1.3 only the certificate and its signature.
      int saved = i > 0 && way.version() == TlsVersion.TLS_1_2 ? 1 : 0;
      assertEquals((way.version() == TlsVersion.TLS_1_3 ? 2 : 3) - saved, ends.flights());
      ends.run();
      ends.close();
      assertEquals(i > 0, done.get(i).resumed(), "connection " + i);
      assertTrue(tickets.size() > 0, "connection " + i);
      while (tickets.size() > 1) {
        tickets.take();
      }
    }
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aServerOfAnotherNameIsNotTrusted(Way way) {
    Asking asking = new Asking(REQUEST);
    TwoEnds ends =
        new TwoEnds(client(way, "example.org", TlsTickets.none(), asking), server(way)).run();
    assertEquals(State.TURNED_AWAY, ends.client.state());
    assertEquals("", asking.heard());
    assertEquals(1, failures.size());
    assertEquals(1, failures.getFirst().lines().count());
    assertTrue(failures.getFirst().toLowerCase().contains("name"), failures.getFirst());
    assertEquals(1, serverFailures.size(), "it hears why by an alert");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anAddressIsVerifiedToo(Way way) {
    Asking asking = new Asking(REQUEST);
    new TwoEnds(client(way, "127.0.0.1", TlsTickets.none(), asking), server(way)).run();
    assertTrue(asking.heard().startsWith("HTTP/1.1 200 OK\r\n"), asking.heard() + failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anAuthorityThatIsNotKnownIsNotTrusted(Way way) throws Exception {
    DevelopmentCertificate other = DevelopmentCertificate.in(folder.resolve("other"));
    TlsClientSetup setup =
        TlsClientSetup.trusting(other.authority(), List.of("http/1.1")).only(way.version());
    try (TlsClientContext strict =
            way.openSsl() ? OpenSslClientContext.of(setup) : JdkClientContext.of(setup);
        TlsClientContext lax =
            way.openSsl()
                ? OpenSslClientContext.of(setup.believing())
                : JdkClientContext.of(setup.believing())) {
      Asking refused = new Asking(REQUEST);
      new TwoEnds(client(strict, "localhost", TlsTickets.none(), refused), server(way))
          .run()
          .close();
      assertEquals("", refused.heard());
      assertEquals(1, failures.size());
      Asking believed = new Asking(REQUEST);
      new TwoEnds(client(lax, "example.org", TlsTickets.none(), believed), server(way))
          .run()
          .close();
      assertTrue(believed.heard().startsWith("HTTP/1.1 200 OK\r\n"), believed.heard() + failures);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aServerThatSpeaksNoTlsIsTold(Way way) {
    Wire wire = new Wire(client(way, "localhost", TlsTickets.none(), new Asking(REQUEST)));
    wire.wake();
    wire.feed("HTTP/1.1 400 Bad Request\r\n\r\n");
    assertEquals(State.TURNED_AWAY, wire.state());
    assertEquals(
        List.of("the server does not speak TLS on this port; ask by http:// rather than https://"),
        failures);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aHandshakeThatIsNotFinishedIsToldOnce(Way way) {
    Wire late = new Wire(client(way, "localhost", TlsTickets.none(), new Asking(REQUEST)));
    late.wake();
    late.pass(PATIENCE + 1);
    assertTrue(late.state().isLast());
    late.close();
    Wire ended = new Wire(client(way, "localhost", TlsTickets.none(), new Asking(REQUEST)));
    ended.wake();
    ended.end();
    ended.close();
    Wire reset = new Wire(client(way, "localhost", TlsTickets.none(), new Asking(REQUEST)));
    reset.wake();
    reset.turn();
    reset.close();
    assertEquals(
        List.of(
            "the handshake took too long",
            "the connection ended in the middle of the handshake",
            "the connection was closed in the middle of the handshake"),
        failures);
  }

  /** By close_notify an answer is known to be whole, and without it to be cut short. */
  @ParameterizedTest
  @MethodSource("ways")
  void anEndIsToldFromACut(Way way) {
    String last = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    Asking whole = Asking.untilTheEnd(last);
    TwoEnds ends = new TwoEnds(client(way, "localhost", TlsTickets.none(), whole), server(way));
    ends.run();
    assertTrue(whole.isEnded());
    assertEquals(List.of(), failures);
    ends.close();

    Asking cut = Asking.untilTheEnd(REQUEST);
    ends = new TwoEnds(client(way, "localhost", TlsTickets.none(), cut), server(way)).run();
    ends.client.end();
    assertFalse(cut.isEnded());
    assertTrue(cut.isClosed());
    assertEquals(
        List.of(
            "a TLS connection failed: the server ended the connection without close_notify:"
                + " what came may be cut short"),
        failures);
    ends.close();
  }

  /** New keys on the way are no end: RFC 8446 section 4.6.3. */
  @ParameterizedTest
  @MethodSource("ways")
  void newKeysMayBeAskedForAtAnyTime(Way way) throws Exception {
    if (way.version() != TlsVersion.TLS_1_3) {
      return;
    }
    KeyUpdating keys = new KeyUpdating(way.client());
    Asking asking = new Asking(REQUEST);
    TwoEnds ends = new TwoEnds(client(keys, "localhost", TlsTickets.none(), asking), server(way));
    ends.run();
    for (int i = 2; i < 6; i++) {
      keys.last().updateKeys();
      asking.askAgain();
      ends.client.wake();
      ends.client.turn();
      ends.run();
      assertEquals(i, asking.heard().split("HTTP/1.1 200 OK", -1).length - 1);
    }
    assertEquals(List.of(), failures);
    assertEquals(List.of(), serverFailures);
    ends.close();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void filesThatAreNoneAreRefusedInOneLine(Way way) throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no certificate");
    for (TlsClientSetup setup :
        List.of(
            TlsClientSetup.trusting(garbage, List.of()),
            TlsClientSetup.trusting(folder.resolve("missing.pem"), List.of()),
            trusting().showing(garbage, certificate.key()))) {
      IOException refused =
          assertThrows(
              IOException.class,
              () ->
                  (way.openSsl() ? OpenSslClientContext.of(setup) : JdkClientContext.of(setup))
                      .close());
      assertEquals(1, refused.getMessage().lines().count());
      assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
    }
  }
}
