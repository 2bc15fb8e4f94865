// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * A stop while clients ask without a pause. One that has sent a request either gets its whole
 * answer, or sees the connection end before the first byte of it, and then the server has not taken
 * the request: as many answers arrive as requests were counted.
 */
@EveryPattern
class StopUnderLoadTest {
  private static final int CLIENTS = 6;

  @Parameter Variant variant;

  private final AtomicInteger answers = new AtomicInteger();
  private TestServer server;

  @Test
  void whatWasTakenWasAnswered() throws IOException {
    try (TestServer started = TestServer.of(variant).start();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      server = started;
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Load load = i % 3 == 0 ? this::askOnNewConnections : this::askOnOneConnection;
        clients.add(CompletableFuture.runAsync(() -> untilTheEnd(load), threads));
      }
      eventually().until(() -> answers.get() > 300);
      Server.Stop stop = server.stop(SOON);
      clients.forEach(CompletableFuture::join);
      assertTrue(stop.isGraceful(), "cut off " + stop.cutOff());
      assertEquals(server.total().requests(), answers.get());
    }
  }

  private interface Load {
    void ask() throws IOException;
  }

  /** An end is an end where an answer could begin, and nowhere else. */
  private static void untilTheEnd(Load load) {
    try {
      while (true) {
        load.ask();
      }
    } catch (EOFException e) {
      assertEquals("the connection ended behind: ", e.getMessage());
    } catch (SocketException e) {
      // Refused, or reset in the place of an answer.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void askOnOneConnection() throws IOException {
    try (TestClient client = TestClient.to(server.address())) {
      while (true) {
        assertEquals("Hello, World!", client.ask("/plaintext").body());
        answers.incrementAndGet();
      }
    }
  }

  private void askOnNewConnections() throws IOException {
    try (TestClient client = TestClient.to(server.address())) {
      assertEquals("Hello, World!", client.ask("/plaintext").body());
      answers.incrementAndGet();
    }
  }
}
