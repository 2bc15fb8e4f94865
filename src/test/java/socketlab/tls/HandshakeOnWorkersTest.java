// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.protocol.Handlers;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientService;
import socketlab.tls.client.TlsClientSession;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.openssl.OpenSslClientContext;
import socketlab.tls.openssl.OpenSslContext;

/** Handshakes that workers do: step by step, in an order that the test chooses. */
@Timeout(60)
class HandshakeOnWorkersTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private static Path folder;
  private static TlsContext context;
  private static TlsClientContext clientContext;

  private final List<String> failures = new ArrayList<>();
  private final Later later = new Later();
  private final SessionFactory servers =
      TlsSession.factory(
          new TlsService(
              context, Map.of(), peer -> new EchoSession(peer, PATIENCE), PATIENCE, failures::add));

  @BeforeAll
  static void makeContexts() throws Exception {
    DevelopmentCertificate own = DevelopmentCertificate.in(folder.resolve("tls"));
    context = OpenSslContext.of(new TlsSetup(own.certificate(), own.key(), List.of()));
    clientContext = OpenSslClientContext.of(TlsClientSetup.trusting(own.authority(), List.of()));
  }

  @AfterAll
  static void close() {
    clientContext.close();
    context.close();
  }

  /** Workers that work when the test says so. */
  private static final class Later implements Handlers {
    private final Deque<Runnable> messages = new ArrayDeque<>();
    private Peer refused;
    private boolean isFull;

    @Override
    public boolean offer(Runnable message, Peer waiting) {
      if (isFull) {
        refused = waiting;
        return false;
      }
      messages.add(message);
      return true;
    }

    void work() {
      messages.remove().run();
    }
  }

  private Wire client() {
    Wire client =
        new Wire(
            TlsClientSession.factory(
                new TlsClientService(
                    clientContext,
                    "localhost",
                    Map.of(),
                    peer -> new EchoSession(peer, PATIENCE),
                    PATIENCE,
                    failures::add)));
    client.wake();
    client.turn();
    return client;
  }

  private Wire server() {
    return new Wire(servers, later);
  }

  @Test
  void theLoopGoesOnWhileAWorkerSigns() {
    Wire client = client();
    Wire server = server().feed(client.takeReceived());
    assertEquals(0, server.takeReceived().length, "nothing is said before the work is done");
    assertFalse(server.wantsInput(), "and nothing more is read");
    server.feed("what comes meanwhile waits");
    later.work();
    server.turn();
    assertTrue(server.takeReceived().length > 500);
    server.close();
    client.close();
  }

  @Test
  void theHandshakeIsFinishedByWorkersToo() {
    Wire client = client();
    Wire server = server();
    for (int i = 0; i < 3; i++) {
      byte[] flight = client.takeReceived();
      if (flight.length > 0) {
        server.feed(flight);
      }
      while (!later.messages.isEmpty()) {
        later.work();
        server.turn();
      }
      client.feed(server.takeReceived());
    }
    assertEquals(List.of(), failures);
    assertTrue(server.wantsInput());
    assertEquals(List.of(), List.copyOf(later.messages), "what is said inside needs no worker");
    server.close();
    client.close();
  }

  /** The connection goes while a worker is in the engine: the worker closes it, once. */
  @Test
  void whoGoesInTheMiddleIsCleanedUpBehindTheWorker() {
    Wire client = client();
    Wire server = server().feed(client.takeReceived());
    server.close();
    later.work();
    client.close();
  }

  @Test
  void theEndOfTheInputWaitsForTheWorker() {
    Wire client = client();
    Wire server = server().feed(client.takeReceived());
    server.end();
    assertFalse(server.state().isLast());
    later.work();
    server.turn();
    assertTrue(server.takeReceived().length > 500, "its flight leaves all the same");
    assertTrue(server.state().isLast());
    server.close();
    client.close();
  }

  @Test
  void aFullQueueIsTriedAgain() {
    Wire client = client();
    later.isFull = true;
    Wire server = server().feed(client.takeReceived());
    assertEquals(server, later.refused);
    later.isFull = false;
    later.refused.wake();
    server.turn();
    later.work();
    server.turn();
    assertTrue(server.takeReceived().length > 500);
    server.close();
    client.close();
  }

  /** A flood leaves room in the queue for the requests of those who are connected. */
  @Test
  void aFloodWaitsForItsTurn() {
    byte[] hello = client().takeReceived();
    List<Wire> flood = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      flood.add(server().feed(hello));
    }
    assertEquals(8, later.messages.size());
    // Some go while they wait, and one when it has been woken.
    flood.get(8).close();
    flood.get(20).close();
    later.work();
    flood.get(9).close();
    int worked = 1;
    for (int round = 0; round < 100; round++) {
      flood.forEach(Wire::turn);
      while (!later.messages.isEmpty()) {
        later.work();
        worked++;
      }
    }
    assertEquals(97, worked, "none of the others is forgotten");
  }
}
