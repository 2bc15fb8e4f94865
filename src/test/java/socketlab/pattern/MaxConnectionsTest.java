// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import socketlab.linux.socket.ListenQueue;
import socketlab.net.listen.Listener;

/** More connections than the server may have open wait in the accept queue, and get their turn. */
@EveryPattern
class MaxConnectionsTest extends WithServer {
  private static final int MOST = 3;

  @Override
  TestServer.Setup setup() {
    return TestServer.of(variant).maxConnections(MOST);
  }

  @Test
  void theOthersWaitAndAreServedWhenOneLeaves() throws IOException {
    Deque<TestClient> open = new ArrayDeque<>();
    for (int i = 0; i < MOST; i++) {
      open.add(server.connect());
      assertEquals(200, open.getLast().ask("/plaintext").status());
    }
    Deque<TestClient> waiting = new ArrayDeque<>();
    for (int i = 0; i < MOST; i++) {
      waiting.add(server.connect().send(get("/plaintext")));
    }
    eventually().until(this::queued, queued -> queued == MOST);
    assertEquals(MOST, server.total().open());
    while (!open.isEmpty()) {
      open.remove().close();
      eventually().until(this::queued, queued -> queued == open.size());
    }
    for (TestClient client : waiting) {
      assertEquals(200, client.read().status());
    }
  }

  @Test
  void aPlaceIsGivenBackHoweverAConnectionEnds() throws IOException {
    for (int i = 0; i < 5 * MOST; i++) {
      TestClient client = server.connect();
      assertEquals(200, client.ask("/plaintext").status());
      switch (i % 3) {
        case 0 -> client.reset();
        case 1 -> client.send("broken\r\n\r\n").readToEnd();
        default -> client.halfClose().readToEnd();
      }
      client.close();
    }
    server.awaitOpen(0);
  }

  private int queued() {
    return server.server().listeners().stream()
        .map(Listener::queue)
        .mapToInt(queue -> queue.map(ListenQueue::queued).orElse(0))
        .sum();
  }
}
