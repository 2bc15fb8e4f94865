// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import socketlab.net.loop.Counters;

/** What {@code /stats} counts is what was sent. */
@EveryPattern
class StatsTest extends WithServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  TestServer.Setup setup() {
    return TestServer.of(variant).backlog(7);
  }

  @Test
  void theSumsAreWhatWasSentAndReceived() throws IOException {
    int in = 0;
    int out = 0;
    for (int i = 0; i < 5; i++) {
      TestClient client = server.connect();
      for (int k = 0; k <= i; k++) {
        in += get("/json").length();
        out += client.send(get("/json")).readRaw().length();
      }
    }
    List<Integer> wanted = List.of(5, 5, 15, in, out);
    // An answer is read before its sender has counted it.
    eventually().untilAsserted(() -> assertEquals(wanted, figures(server.total())));
  }

  private static List<Integer> figures(Counters.Snapshot s) {
    return Stream.of(s.accepted(), s.open(), s.requests(), s.bytesIn(), s.bytesOut())
        .map(Long::intValue)
        .toList();
  }

  @Test
  void callsAndBatchesAreCounted() throws IOException {
    TestClient client = server.connect();
    for (int i = 0; i < 20; i++) {
      client.ask("/plaintext");
    }
    // One request at a time: each has at least the call that brings it.
    eventually()
        .untilAsserted(() -> assertTrue(server.total().systemCalls() >= 20, "" + server.total()));
    JsonNode perRequest = JSON.readTree(client.ask("/stats").body()).get("perRequest");
    assertTrue(perRequest.get("systemCalls").asDouble() >= 0.9, "" + perRequest);
    assertTrue(perRequest.get("systemCalls").asDouble() < 10, "" + perRequest);
    assertTrue(perRequest.get("wakeUps").asDouble() < 5, "" + perRequest);
  }

  @Test
  void theCountIsBackAtZeroWhenClientsHaveLeft() throws IOException {
    for (int i = 0; i < 20; i++) {
      TestClient client = server.connect();
      client.ask("/plaintext");
      if (i % 2 == 0) {
        client.close();
      } else {
        client.reset();
      }
    }
    server.awaitOpen(0);
    assertEquals(20, server.total().accepted());
    assertEquals(20, server.total().requests());
  }

  @Test
  void theAnswerIsJsonWithEveryThreadAndListener() throws IOException {
    JsonNode stats = JSON.readTree(server.connect().ask("/stats").body());
    assertEquals(variant.pattern().id(), stats.get("pattern").asText());
    assertEquals(variant.transport().id(), stats.get("transport").asText());
    long accepted = 0;
    for (JsonNode thread : stats.get("threads")) {
      accepted += thread.get("accepted").asLong();
      assertTrue(thread.has("role") && thread.has("open") && thread.has("requests"), "" + thread);
    }
    assertEquals(1, accepted);
    for (JsonNode listener : stats.get("listeners")) {
      assertEquals(7, listener.get("requestedBacklog").asInt());
      assertEquals(7, listener.get("backlog").asInt());
      assertEquals(0, listener.get("queued").asInt());
      assertTrue(listener.get("address").asText().endsWith(":" + server.address().getPort()));
    }
  }
}
