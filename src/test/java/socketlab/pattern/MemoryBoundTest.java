// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Many peers that each take a little: what all of them together keep waiting has a bound. Who wants
 * more is told 503, the others are not disturbed, and the memory comes back.
 */
@EveryPattern
class MemoryBoundTest {
  private static final long BUDGET = 2L << 20;
  private static final int BODY = 200_000;

  @Parameter Variant variant;
  TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  /** Takes its body whole, so that a body which does not end is kept. */
  private void handle(Request request, Response response) {
    response.send(Status.OK, (request.bodyLength() + "").getBytes(US_ASCII));
  }

  private List<TestClient> each(int count, String text) throws IOException {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(server.connect());
      clients.getLast().send(text);
    }
    return clients;
  }

  private void assertBounded(List<TestClient> clients, int most) throws IOException {
    eventually().until(() -> server.total().open() <= most);
    int refused = 0;
    for (TestClient client : clients) {
      if (client.hasAnswer()) {
        String answer = client.readToAnyEnd();
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("Retry-After: "), answer);
        refused++;
      }
    }
    assertTrue(refused >= clients.size() - most, refused + " of " + clients.size() + " refused");
    assertEquals("0", server.connect().ask("/").body());
    server.problems().removeIf(line -> line.contains("--max-buffered-bytes"));
  }

  @Test
  void unfinishedBodies() throws IOException {
    server = TestServer.of(variant).handler(this::handle).budget(BUDGET).start();
    String unfinished =
        "POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: " + BODY + "\r\n\r\n" + "x".repeat(BODY - 1);
    List<TestClient> clients = each(40, unfinished);
    assertBounded(clients, (int) (BUDGET / (BODY - 1)) + 2);
    clients.forEach(TestClient::close);
    server.awaitOpen(1);
    assertEquals(
        String.valueOf(BODY), server.connect().send(unfinished + "x").read().body());
  }

  @Test
  void unfinishedHeads() throws IOException {
    server = TestServer.of(variant).handler(this::handle).budget(BUDGET).start();
    String unfinished = "GET / HTTP/1.1\r\nHost: lab\r\nLong: " + "x".repeat(15_000);
    List<TestClient> clients = each(200, unfinished);
    assertBounded(clients, (int) (BUDGET / 15_000) + 2);
  }
}
