// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A peer may keep a server waiting, but not for ever. */
@EveryPattern
class SlowPeersTest {
  private static final Duration SHORT = Duration.ofMillis(120);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Parameter Variant variant;
  TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  /** In place of that of an earlier attempt. */
  private void start(Duration header, Duration idle) throws IOException {
    if (server != null) {
      server.close();
    }
    server = TestServer.of(variant).timeouts(header, idle).start();
  }

  @Test
  void aSilentPeerIsTold408() throws IOException {
    start(SHORT, LONG);
    assertTimeout(server.connect().readToEnd());
  }

  @Test
  void aHeadThatDoesNotEndIsTold408() throws IOException {
    InTime.tried(SHORT, limit -> assertTold408(limit, "GET / HTTP/1.1\r\nHo"));
  }

  @Test
  void aBodyThatDoesNotEndIsTold408() throws IOException {
    String head = "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\n\r\n";
    InTime.tried(SHORT, limit -> assertTold408(limit, head));
  }

  /** Who sends when it is too late is reset, and may not see what it was told. */
  private void assertTold408(Duration limit, String begun) throws IOException {
    start(limit, LONG);
    assertTimeout(server.connect().send(begun).readToEnd());
  }

  /** Each byte is in time; all of them together are not. */
  @Test
  void aByteNowAndThenIsTold408() throws IOException {
    InTime.tried(SHORT, this::assertADripIsTold408);
  }

  private void assertADripIsTold408(Duration limit) throws IOException {
    start(limit, LONG);
    TestClient client = server.connect();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(client, limit, over));
    String answer = client.readToAnyEnd();
    over.set(true);
    dripping.join();
    assertTimeout(answer);
  }

  private static void drip(TestClient client, Duration limit, AtomicBoolean over) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(limit.dividedBy(5))
        .atMost(SOON)
        .until(
            () -> {
              try {
                client.send("x");
              } catch (SocketException e) {
                return true;
              }
              return over.get();
            });
  }

  @Test
  void anIdleConnectionEndsWithoutAWord() throws IOException {
    start(LONG, SHORT);
    TestClient client = server.connect();
    assertEquals(200, client.ask("/plaintext").status());
    assertEquals("", client.readToEnd());
  }

  @Test
  void aSlowHandlerIsNotThePeersFault() throws IOException {
    InTime.tried(SHORT, this::askSlowly);
  }

  private void askSlowly(Duration limit) throws IOException {
    start(limit, limit);
    TestClient client = server.connect();
    assertEquals("done\n", client.ask(workFor(limit)).body());
    assertEquals(200, client.ask("/plaintext").status());
  }

  /** While a handler keeps the loop, a neighbour's bytes wait unread; that is not its fault. */
  @Test
  void aSlowHandlerIsNotTheNeighboursFault() throws IOException {
    InTime.tried(SHORT, this::askBesideASlowOne);
  }

  private void askBesideASlowOne(Duration limit) throws IOException {
    start(limit, LONG);
    TestClient neighbour = server.connect().send("GET /plaintext HT");
    TestClient slow = server.connect();
    eventually().until(() -> server.total().bytesIn(), bytes -> bytes == 17);
    slow.send(get(workFor(limit)));
    eventually().until(() -> server.total().bytesIn(), bytes -> bytes > 17);
    neighbour.send("TP/1.1\r\nHost: lab\r\n\r\n");
    assertEquals(200, neighbour.read().status());
    assertEquals("done\n", slow.read().body());
  }

  /** Sleeps for longer than the limit. */
  private static String workFor(Duration limit) {
    return "/work?sleep=" + limit.multipliedBy(12).dividedBy(5).toMillis();
  }

  /** A loop that is always late with everything still looks at the clock. */
  @Test
  void aSilentPeerIsTold408AlsoByABusyServer() throws IOException {
    InTime.tried(SHORT, this::beSilentAtABusyServer);
  }

  private void beSilentAtABusyServer(Duration limit) throws IOException {
    start(limit, LONG);
    TestClient silent = server.connect();
    AtomicBoolean told = new AtomicBoolean();
    CompletableFuture<Integer> load =
        CompletableFuture.supplyAsync(() -> askUntil(told, "/work?sleep=60"));
    assertTimeout(silent.readToEnd());
    told.set(true);
    assertTrue(load.join() > 0);
  }

  /** Always one request ahead, so that a loop finds the next one whenever it looks. */
  private int askUntil(AtomicBoolean told, String target) {
    try (TestClient client = TestClient.to(server.address())) {
      client.send(get(target));
      int asked = 1;
      for (; !told.get(); asked++) {
        client.send(get(target));
        client.read();
      }
      client.read();
      return asked;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertTimeout(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
  }
}
