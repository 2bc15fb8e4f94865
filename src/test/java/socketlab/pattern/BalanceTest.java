// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.net.Transport;

/** How reader-pool deals out connections. */
@Timeout(60)
class BalanceTest {
  private static final Variant READER_POOL = new Variant(new ReaderPool(), Transport.NIO);

  @Test
  void roundRobinGivesToEachInTurn() throws IOException {
    assertEquals(List.of(3L, 1L), openWhenEverySecondOfFourLeftAndTwoCame(Balance.ROUND_ROBIN));
  }

  @Test
  void leastConnectionsGivesToWhoHasFewest() throws IOException {
    assertEquals(
        List.of(2L, 2L), openWhenEverySecondOfFourLeftAndTwoCame(Balance.LEAST_CONNECTIONS));
  }

  /** Both deal out the first four alike; then one reader is left with two, the other with none. */
  private static List<Long> openWhenEverySecondOfFourLeftAndTwoCame(Balance balance)
      throws IOException {
    try (TestServer server = TestServer.of(READER_POOL).balance(balance).start()) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(connect(server));
      }
      clients.get(1).close();
      clients.get(3).close();
      eventually().until(() -> open(server), open -> open.equals(List.of(2L, 0L)));
      connect(server);
      connect(server);
      return open(server);
    }
  }

  /** The answer shows that a reader has it. */
  private static TestClient connect(TestServer server) throws IOException {
    TestClient client = server.connect();
    client.ask("/plaintext");
    return client;
  }

  private static List<Long> open(TestServer server) {
    return server.server().stats().threads().stream()
        .filter(thread -> thread.role().equals("reader"))
        .map(thread -> thread.counters().open())
        .toList();
  }
}
