// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.app.route.Route;
import socketlab.app.route.Router;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Http1Session;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.TlsVersion;
import socketlab.tls.openssl.OpenSslClientContext;
import socketlab.tls.openssl.OpenSslContext;
import socketlab.tls.ticket.ServerTickets;

/** Early data, which both sides of OpenSSL have: what is answered, and what is not done twice. */
@Timeout(120)
class EarlyDataTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST = 4_000;
  private static final String GET = "GET /count HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String POST =
      "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab";

  @TempDir private static Path folder;
  private static TlsContext server;
  private static TlsClientContext client;
  private static TlsSetup setup;

  private final AtomicInteger count = new AtomicInteger();
  private final TlsTickets tickets = new TlsTickets(2);
  private final List<TlsHandshake> done = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @BeforeAll
  static void makeContexts() throws Exception {
    DevelopmentCertificate own = DevelopmentCertificate.in(folder.resolve("tls"));
    setup = new TlsSetup(own.certificate(), own.key(), List.of("http/1.1"));
    server = OpenSslContext.of(setup, new ServerTickets(List.of(), MOST));
    client =
        OpenSslClientContext.of(
            TlsClientSetup.trusting(own.authority(), List.of("http/1.1")).only(TlsVersion.TLS_1_3));
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  private SessionFactory servers(TlsContext context) {
    HttpHandler counts =
        (_, response) -> response.send(Status.OK, ("number " + count.incrementAndGet()).getBytes());
    Router router =
        new Router(List.of(Route.glance("/count", List.of(Method.GET, Method.POST), counts)));
    SessionFactory http =
        Http1Session.factory(
            new HttpConfig(router, HttpLimits.DEFAULT, HttpDate.NONE, e -> failures.add("" + e)));
    return TlsSession.factory(
        new TlsService(context, Map.of("http/1.1", http), http, PATIENCE, failures::add));
  }

  private SessionFactory clients(Asking asking) {
    return TlsClientSession.factory(
        new TlsClientService(
            client,
            "localhost",
            Map.of("http/1.1", _ -> asking),
            _ -> asking,
            tickets,
            true,
            PATIENCE,
            done::add,
            failures::add));
  }

  private TwoEnds connect(Asking asking) {
    return new TwoEnds(clients(asking), servers(server));
  }

  /** A full handshake, after which there is a ticket. */
  private void visit() {
    Asking asking = new Asking(GET);
    connect(asking).run().close();
    assertTrue(asking.heard().endsWith("number 1"), asking.heard());
    assertTrue(tickets.size() > 0);
  }

  private TlsHandshake last() {
    return done.getLast();
  }

  @Test
  void aSafeRequestIsAnsweredInOneRoundTrip() {
    visit();
    Asking asking = new Asking(GET);
    TwoEnds ends = connect(asking);
    ends.carryOn();
    assertTrue(asking.heard().endsWith("number 2"), asking.heard());
    assertEquals(1, ends.flights());
    assertEquals(new TlsHandshake("TLSv1.3", "http/1.1", true, EarlyData.ACCEPTED), last());
    asking.askAgain();
    ends.client.wake();
    ends.client.turn();
    ends.run();
    assertTrue(asking.heard().endsWith("number 3"), "and it goes on: " + asking.heard());
    ends.close();
    assertEquals(List.of(), failures);
  }

  @Test
  void aRecordedFlightIsNotAnsweredTwice() {
    visit();
    TwoEnds ends = connect(new Asking(GET)).run();
    assertEquals(2, count.get());
    for (int i = 0; i < 3; i++) {
      Wire replay = new Wire(servers(server)).feed(ends.firstFlight());
      assertTrue(replay.received().length() > 500, "a full handshake is offered");
      assertEquals(2, count.get(), "and nothing is done before it is finished");
      replay.close();
    }
    ends.close();
  }

  @Test
  void whatIsRefusedIsSentAgainBehindTheHandshake() throws Exception {
    visit();
    try (TlsContext restarted = OpenSslContext.of(setup, new ServerTickets(List.of(), MOST))) {
      Asking asking = new Asking(GET);
      TwoEnds ends = new TwoEnds(clients(asking), servers(restarted)).run();
      assertTrue(asking.heard().endsWith("number 2"), asking.heard());
      assertEquals(2, count.get(), "once");
      assertEquals(new TlsHandshake("TLSv1.3", "http/1.1", false, EarlyData.REJECTED), last());
      ends.close();
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void aRequestThatChangesSomethingIsTooEarly() {
    visit();
    Asking asking = new Asking(POST);
    TwoEnds ends = connect(asking).run();
    assertTrue(asking.heard().startsWith("HTTP/1.1 425 Too Early\r\n"), asking.heard());
    assertEquals(1, count.get());
    asking.askAgain();
    ends.client.wake();
    ends.client.turn();
    ends.run();
    assertTrue(asking.heard().endsWith("number 2"), "behind the handshake: " + asking.heard());
    ends.close();
  }

  /** Its body comes behind the handshake, so that it can be no replay by then. */
  @Test
  void moreThanMayComeEarlyComesBehindTheHandshake() {
    visit();
    String body = "x".repeat(3 * MOST);
    Asking asking =
        new Asking(
            "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    TwoEnds ends = connect(asking).run();
    assertEquals(EarlyData.ACCEPTED, last().early());
    assertTrue(asking.heard().endsWith("number 2"), asking.heard());
    ends.close();
    assertEquals(List.of(), failures);
  }

  /** What came early is told by a proxy in a field, whatever its value (RFC 8470 section 5.1). */
  @Test
  void aProxyThatSaysEarlyDataIsBelieved() {
    for (String field :
        List.of("Early-Data: 1", "Early-Data: 0", "Early-Data: 1\r\nEarly-Data: 1")) {
      Asking asking = new Asking(POST.replace("Content", field + "\r\nContent"));
      connect(asking).run().close();
      assertTrue(asking.heard().startsWith("HTTP/1.1 425 Too Early\r\n"), asking.heard());
    }
    Asking safe = new Asking(GET.replace("\r\n\r\n", "\r\nEarly-Data: 1\r\n\r\n"));
    connect(safe).run().close();
    assertTrue(safe.heard().endsWith("number 1"), safe.heard());
  }

  /** A flight that arrives a byte at a time says the same. */
  @Test
  void earlyDataMayBeCutAnywhere() {
    visit();
    Wire from = new Wire(clients(new Asking(GET)));
    from.wake();
    from.turn();
    Wire to = new Wire(servers(server)).feedByteByByte(from.takeReceived());
    assertEquals(2, count.get());
    from.feed(to.takeReceived());
    assertEquals(EarlyData.ACCEPTED, last().early());
    from.close();
    to.close();
  }

  /** A handshake that is never finished after early data ends by its time limit. */
  @Test
  void whoSpeaksEarlyMustFinishItsHandshake() {
    visit();
    Wire from = new Wire(clients(new Asking(GET)));
    from.wake();
    from.turn();
    Wire to = new Wire(servers(server)).feed(from.takeReceived());
    assertEquals(2, count.get());
    to.pass(PATIENCE + 1);
    assertTrue(to.state().isLast());
    to.close();
    from.close();
  }

  @Test
  void ticketsAreSingleUse() {
    visit();
    TlsTicket ticket = tickets.take();
    for (int i = 0; i < 2; i++) {
      tickets.add(ticket);
      connect(new Asking(GET)).run().close();
    }
    assertEquals(
        List.of(EarlyData.ACCEPTED, EarlyData.REJECTED),
        IntStream.of(1, 2).mapToObj(i -> done.get(i).early()).toList());
    assertEquals(3, count.get(), "each is answered once");
  }
}
