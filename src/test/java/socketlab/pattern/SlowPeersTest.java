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
  private static final Duration SHORT = Duration.ofMillis(250);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Parameter Variant variant;
  TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSilentPeerIsTold408() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
    assertTimeout(server.connect().readToEnd());
  }

  @Test
  void aHeadThatDoesNotEndIsTold408() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
    assertTimeout(server.connect().send("GET / HTTP/1.1\r\nHo").readToEnd());
  }

  @Test
  void aBodyThatDoesNotEndIsTold408() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
    String head = "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\n\r\n";
    assertTimeout(server.connect().send(head).readToEnd());
  }

  /** Each byte is in time; all of them together are not. */
  @Test
  void aByteNowAndThenIsTold408() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
    TestClient client = server.connect();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(client, over));
    String answer = client.readToAnyEnd();
    over.set(true);
    dripping.join();
    assertTimeout(answer);
  }

  private static void drip(TestClient client, AtomicBoolean over) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(SHORT.dividedBy(5))
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
    server = TestServer.of(variant).timeouts(LONG, SHORT).start();
    TestClient client = server.connect();
    assertEquals(200, client.ask("/plaintext").status());
    assertEquals("", client.readToEnd());
  }

  @Test
  void aSlowHandlerIsNotThePeersFault() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, SHORT).start();
    TestClient client = server.connect();
    assertEquals("done\n", client.ask("/work?sleep=600").body());
    assertEquals(200, client.ask("/plaintext").status());
  }

  /** While a handler keeps the loop, a neighbour's bytes wait unread; that is not its fault. */
  @Test
  void aSlowHandlerIsNotTheNeighboursFault() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
    TestClient neighbour = server.connect().send("GET /plaintext HT");
    TestClient slow = server.connect();
    eventually().until(() -> server.total().bytesIn(), bytes -> bytes == 17);
    slow.send(get("/work?sleep=600"));
    eventually().until(() -> server.total().bytesIn(), bytes -> bytes > 17);
    neighbour.send("TP/1.1\r\nHost: lab\r\n\r\n");
    assertEquals(200, neighbour.read().status());
    assertEquals("done\n", slow.read().body());
  }

  /** A loop that is always late with everything still looks at the clock. */
  @Test
  void aSilentPeerIsTold408AlsoByABusyServer() throws IOException {
    server = TestServer.of(variant).timeouts(SHORT, LONG).start();
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
