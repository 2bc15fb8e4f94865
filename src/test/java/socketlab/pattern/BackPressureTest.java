// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.linux.libc.Platform;
import socketlab.linux.socket.TcpSocketRow;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** A peer that does not read stops what is made for it, and nobody else. */
@EveryPattern
class BackPressureTest {
  /** What two kernels' buffers hold at the most, where they do not tell. */
  private static final long MOST_IN_KERNEL = 32L << 20;

  /** What the lab holds of one connection at the most, in bytes of requests or answers. */
  private static final long MOST_HELD = 1L << 20;

  private static final byte[] PIECE = new byte[8 * 1024];

  @Parameter Variant variant;
  TestServer server;

  private final AtomicLong made = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void stop() {
    server.close();
  }

  /** /plaintext, and a stream without an end for everything else. */
  private void handle(Request request, Response response) {
    if (request.path().equals("/plaintext")) {
      response.type(MediaType.TEXT).send(Status.OK, PIECE, 0, 5);
    } else {
      response.stream(Status.OK, new Endless());
    }
  }

  private final class Endless implements BodyProducer {
    @Override
    public Next produce(Output out, int most) {
      int count = Math.min(most, PIECE.length);
      out.put(PIECE, 0, count);
      made.addAndGet(count);
      return Next.MORE;
    }

    @Override
    public void closed() {
      ended.countDown();
    }
  }

  @Test
  void aStreamThatNobodyReadsIsNotMade() throws IOException {
    server = TestServer.of(variant).handler(this::handle).start();
    try (TestClient deaf = TestClient.to(server.address(), 4096)) {
      deaf.send(get("/endless"));
      awaitStill();
      assertHeld(made.get(), deaf);
      for (int i = 0; i < 4; i++) {
        assertEquals(200, server.connect().ask("/plaintext").status());
      }
    }
  }

  @Test
  void aPeerThatNeverReadsIsDropped() throws IOException, InterruptedException {
    server =
        TestServer.of(variant)
            .handler(this::handle)
            .timeouts(Duration.ofMinutes(5), Duration.ofMillis(300))
            .start();
    try (TestClient deaf = TestClient.to(server.address(), 4096)) {
      deaf.send(get("/endless"));
      assertTrue(ended.await(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
      server.awaitOpen(0);
    }
  }

  /** As with one answer, so with many: requests are left unread while their answers pile up. */
  @Test
  void requestsOfAPeerThatDoesNotReadAreLeftUnread() throws IOException {
    server = TestServer.of(variant).start();
    try (TestClient deaf = TestClient.to(server.address(), 4096)) {
      String echo = TestClient.post("/echo", "x".repeat(100_000));
      Thread sender = Thread.ofPlatform().start(() -> sendUntilClosed(deaf, echo));
      awaitStill(() -> server.total().bytesIn());
      // An echo is as long as its request.
      assertHeld(server.total().bytesIn(), deaf);
      assertEquals(200, server.connect().ask("/plaintext").status());
      deaf.reset();
      join(sender);
    }
  }

  /** Pongs are answers too: a flood of Pings holds up its sender, and nobody else. */
  @Test
  void pingsOfAPeerThatDoesNotReadAreLeftUnread() throws IOException, InterruptedException {
    server = TestServer.of(variant).start();
    try (TestClient deaf = TestClient.to(server.address(), 4096);
        JdkSocketClient other = new JdkSocketClient(server, "/ws/echo")) {
      deaf.send(
          "GET /ws/echo HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      String pings = ("\u0089\u00fd\0\0\0\0" + "p".repeat(125)).repeat(1000);
      Thread sender = Thread.ofPlatform().start(() -> sendUntilClosed(deaf, pings));
      awaitStill(() -> server.total().bytesIn());
      assertHeld(server.total().bytesIn(), deaf);
      assertEquals("text still here", other.text("still here").next());
      assertEquals("close 1000", other.close(1000).next());
      deaf.reset();
      join(sender);
    }
  }

  /** The peer waits for its answers, not for the server to see an end. */
  @Test
  void whatWasLeftUnreadIsAnsweredWhenThePeerReads() throws IOException {
    server = TestServer.of(variant).start();
    String body = "x".repeat(50_000);
    TestClient late = server.connect();
    Thread sender =
        Thread.ofPlatform()
            .start(() -> sendOrFail(late, TestClient.post("/echo", body).repeat(200)));
    awaitStill(() -> server.total().bytesIn());
    for (int i = 0; i < 200; i++) {
      assertEquals(body, late.read().body());
    }
    join(sender);
  }

  /** Slow is not stalled: who takes some in time, gets all. */
  @Test
  void aPeerThatReadsSlowlyGetsAll() throws IOException {
    InTime.tried(Duration.ofMillis(600), this::readSlowly);
  }

  private void readSlowly(Duration limit) throws IOException {
    byte[] large = new byte[12 << 20];
    if (server != null) {
      server.close();
    }
    server =
        TestServer.of(variant)
            .handler((request, response) -> response.send(Status.OK, large))
            .timeouts(Duration.ofMinutes(5), limit)
            .start();
    try (TestClient slow = TestClient.to(server.address(), 64 * 1024)) {
      slow.send(get("/large")).take(1);
      int piece = large.length / 2 / 12;
      for (int i = 0; i < 12; i++) {
        Awaitility.await().pollDelay(limit.dividedBy(7)).atMost(SOON).until(() -> true);
        slow.take(piece);
      }
      assertEquals(1, server.total().open());
    }
  }

  /**
   * @param bytes made for a client that reads none: the kernel has them, or the lab
   */
  private void assertHeld(long bytes, TestClient client) {
    long inKernel = inKernel(client);
    assertTrue(
        bytes - inKernel < MOST_HELD,
        () -> "of " + bytes + " bytes the kernel holds " + inKernel + "; " + server.total());
  }

  /** Bytes of a client's answers: sent and not acknowledged, or arrived and not read. */
  private long inKernel(TestClient client) {
    if (!Platform.availability().isAvailable()) {
      return MOST_IN_KERNEL;
    }
    int port = server.address().getPort();
    int its = client.address().getPort();
    List<TcpSocketRow> all = TcpSocketRow.readAll();
    return rows(all, port, its).mapToLong(TcpSocketRow::sendQueue).sum()
        + rows(all, its, port).mapToLong(TcpSocketRow::receiveQueue).sum();
  }

  private static Stream<TcpSocketRow> rows(List<TcpSocketRow> all, int local, int remote) {
    return all.stream()
        .filter(row -> row.local().getPort() == local && row.remote().getPort() == remote);
  }

  private void awaitStill() {
    awaitStill(made::get);
  }

  /** Waits until a figure has risen, and rises no more. */
  private static void awaitStill(java.util.function.LongSupplier figure) {
    AtomicLong last = new AtomicLong(-1);
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(200))
        .atMost(SOON)
        .until(
            () -> {
              long now = figure.getAsLong();
              return now > 1_000_000 && last.getAndSet(now) == now;
            });
  }

  private static void sendUntilClosed(TestClient client, String text) {
    try {
      while (true) {
        client.send(text);
      }
    } catch (IOException e) {
      // Closed under its feet, as intended.
    }
  }

  private static void sendOrFail(TestClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void join(Thread thread) {
    eventually().until(() -> !thread.isAlive());
  }
}
