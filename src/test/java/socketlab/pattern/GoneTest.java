// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestClient.post;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Peers that leave, in whole or in half, at a bad moment. */
@EveryPattern
class GoneTest {
  private static final String LARGE = "x".repeat(1 << 20);

  @Parameter Variant variant;
  TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.of(variant).start();
  }

  @AfterEach
  void theServerServesOnAndStops() throws IOException {
    assertEquals(200, server.connect().ask("/plaintext").status());
    server.close();
  }

  @Test
  void aResetInTheMiddleOfARequest() throws IOException {
    TestClient client = server.connect().send("POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Le");
    eventually().until(() -> server.total().bytesIn() > 0);
    client.reset();
    server.awaitOpen(0);
  }

  @Test
  void aResetInTheMiddleOfAnAnswer() throws IOException {
    try (TestClient client = TestClient.to(server.address(), 4096)) {
      client.send(post("/echo", LARGE)).take(1000);
      client.reset();
    }
    server.awaitOpen(0);
  }

  @Test
  void aResetWhileTheHandlerIsAtWork() throws IOException {
    TestClient client = server.connect().send(get("/work?sleep=200").repeat(3));
    eventually().until(() -> server.total().bytesIn() > 0);
    client.reset();
    server.awaitOpen(0);
  }

  @Test
  void aResetBeforeAnythingWasSent() throws IOException {
    server.connect().reset();
    eventually().until(() -> server.total().accepted() == 1 && server.total().open() == 0);
  }

  @Test
  void anEndBetweenTwoRequests() throws IOException {
    TestClient client = server.connect();
    client.ask("/plaintext");
    assertEquals("", client.halfClose().readToEnd());
    server.awaitOpen(0);
  }

  @Test
  void anEndInTheMiddleOfARequestIsTold400() throws IOException {
    String answer = server.connect().send("GET / HTTP/1.1\r\nHo").halfClose().readToEnd();
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  void afterAHalfCloseTheWholeAnswerComes() throws IOException {
    String answer = server.connect().send(post("/echo", LARGE)).halfClose().readToEnd();
    assertTrue(answer.endsWith("\r\n\r\n" + LARGE), "got " + answer.length() + " bytes");
  }

  @Test
  void afterAHalfCloseAllThatWasAskedIsAnswered() throws IOException {
    String all = get("/work?sleep=50") + get("/json") + get("/work?sleep=10") + get("/plaintext");
    String answers = server.connect().send(all).halfClose().readToEnd();
    assertEquals(4, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
    assertTrue(answers.endsWith("Hello, World!"), answers);
  }
}
