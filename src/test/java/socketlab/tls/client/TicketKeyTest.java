// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.echo.EchoSession;
import socketlab.tls.DevelopmentCertificate;
import socketlab.tls.TlsContext;
import socketlab.tls.TlsService;
import socketlab.tls.TlsSession;
import socketlab.tls.TlsSetup;
import socketlab.tls.TlsVersion;
import socketlab.tls.openssl.OpenSslClientContext;
import socketlab.tls.openssl.OpenSslContext;
import socketlab.tls.ticket.ServerTickets;
import socketlab.tls.ticket.TicketKey;
import socketlab.tls.ticket.TicketKeys;

/** Tickets that outlive a server, and the keys they are made with. */
@Timeout(120)
class TicketKeyTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private static Path folder;
  private static DevelopmentCertificate own;
  private static TicketKey first;
  private static TicketKey second;

  private final TlsTickets tickets = new TlsTickets(1);
  private final List<TlsHandshake> done = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @BeforeAll
  static void makeKeys() throws Exception {
    own = DevelopmentCertificate.in(folder.resolve("tls"));
    first = TicketKeys.in(folder.resolve("first")).getFirst();
    second = TicketKeys.in(folder.resolve("second")).getFirst();
  }

  /** A process of its own, as far as tickets know. */
  private boolean isResumed(TlsClientContext client, TicketKey... keys) throws Exception {
    TlsSetup setup = new TlsSetup(own.certificate(), own.key(), List.of());
    Asking asking = new Asking("hello");
    try (TlsContext server = OpenSslContext.of(setup, new ServerTickets(List.of(keys), 0))) {
      TwoEnds ends =
          new TwoEnds(
              TlsClientSession.factory(
                  new TlsClientService(
                      client,
                      "localhost",
                      Map.of(),
                      _ -> asking,
                      tickets,
                      false,
                      PATIENCE,
                      done::add,
                      failures::add)),
              TlsSession.factory(
                  new TlsService(
                      server,
                      Map.of(),
                      peer -> new EchoSession(peer, PATIENCE),
                      PATIENCE,
                      failures::add)));
      ends.run().close();
    }
    assertEquals("hello", asking.heard());
    assertEquals(List.of(), failures);
    assertTrue(tickets.size() > 0);
    return done.getLast().resumed();
  }

  @ParameterizedTest
  @EnumSource(TlsVersion.class)
  void anotherServerWithTheSameKeysKnowsTheClient(TlsVersion version) throws Exception {
    try (TlsClientContext client =
        OpenSslClientContext.of(
            TlsClientSetup.trusting(own.authority(), List.of()).only(version))) {
      assertEquals(false, isResumed(client));
      assertEquals(false, isResumed(client), "made at random, and gone with its server");
      assertEquals(false, isResumed(client, first));
      assertEquals(true, isResumed(client, first));
      assertEquals(true, isResumed(client, second, first), "rotated: the older key still opens");
      assertEquals(true, isResumed(client, second), "and the client was given a new ticket");
      assertEquals(false, isResumed(client, first));
    }
  }
}
