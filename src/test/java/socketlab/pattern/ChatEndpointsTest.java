// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http1.Answers.Answer;

/** The chat under every pattern, by the JDK's client. */
@EveryPattern
class ChatEndpointsTest extends WithServer {
  private static final String ROOM = "/ws/chat?room=r";
  private static final String LINES = "lab.chat.text";

  private JdkSocketClient come(String name) {
    return new JdkSocketClient(server, ROOM + "&name=" + name, LINES);
  }

  @Test
  void membersHearEachOther() throws InterruptedException {
    try (JdkSocketClient ada = come("ada");
        JdkSocketClient bob = come("b%C3%B6b")) {
      assertEquals("text * you are ada in r; here are ada", ada.next());
      assertEquals("text * you are b\u00f6b in r; here are ada, b\u00f6b", bob.next());
      assertEquals("text * b\u00f6b has come", ada.next());
      for (int i = 0; i < 20; i++) {
        ada.text("hello " + i);
        assertEquals("text ada: hello " + i, ada.next());
        assertEquals("text ada: hello " + i, bob.next());
      }
      bob.close(1000);
      assertEquals("close 1000", bob.next());
      assertEquals("text * b\u00f6b has left", ada.next());
      try (JdkSocketClient eve = come("eve")) {
        assertEquals("text * you are eve in r; here are ada, eve", eve.next());
        assertEquals("text ada: hello 18", eve.next());
        assertEquals("text ada: hello 19", eve.next());
      }
      assertEquals("text * eve has come", ada.next());
      assertEquals("text * eve has left", ada.next(), "a cut connection has left too");
      ada.close(1000);
      assertEquals("close 1000", ada.next());
    }
    server.awaitOpen(0);
  }

  @Test
  void aStopEndsIt() throws InterruptedException {
    try (JdkSocketClient ada = come("ada")) {
      assertEquals("text * you are ada in r; here are ada", ada.next());
      assertEquals(0, server.stop(Duration.ofSeconds(10)).cutOff());
      assertEquals("close 1001", ada.next());
    }
  }

  /** It reads nothing, until what the kernel holds for it is full, and a room's patience over. */
  @Test
  void whoIsTooSlowIsEndedAndNobodyElse() throws IOException, InterruptedException {
    String request =
        "GET /ws/chat?room=r&name=slow HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    try (JdkSocketClient ada = come("ada")) {
      assertEquals("text * you are ada in r; here are ada", ada.next());
      TestClient slow = TestClient.to(server.address(), 4096).send(request);
      assertEquals("text * slow has come", ada.next());
      String message = "x".repeat(4000);
      String heard = "text ada: " + message;
      for (int i = 0; i < 10_000 && heard.endsWith(message); i++) {
        heard = ada.text(message).next();
      }
      assertEquals("text * slow has left", heard);
      assertEquals("text ada: " + message, ada.next());
      slow.close();
      ada.close(1000);
      server.awaitOpen(0);
    }
  }

  @Test
  void theSubprotocolIsTheClientsFirstThatIsKnown() throws InterruptedException {
    try (JdkSocketClient json = new JdkSocketClient(server, ROOM, "other", "lab.chat.json", LINES);
        JdkSocketClient none = new JdkSocketClient(server, ROOM)) {
      assertEquals("lab.chat.json", json.protocol());
      assertEquals("", none.protocol());
      String welcome =
          "text {\"type\":\"welcome\",\"room\":\"r\",\"name\":\"guest-1\",\"members\":[\"guest-1\"]}";
      assertEquals(welcome, json.next());
      assertTrue(none.next().startsWith("text {\"type\":\"welcome\""));
      json.close(1000);
      none.close(1000);
      server.awaitOpen(0);
    }
  }

  @Test
  void whoCannotComeIsToldWhy() throws IOException, InterruptedException {
    for (String query : new String[] {"", "?room=", "?room=a/b", "?room=r&name=%0A", "?room=%FF"}) {
      Answer answer = server.connect().send(TestClient.get("/ws/chat" + query)).read();
      assertEquals(400, answer.status(), query);
      assertTrue(answer.body().contains("1 to 32 letters"), answer.body());
    }
    assertEquals(426, server.connect().send(TestClient.get(ROOM)).read().status());
    try (JdkSocketClient ada = come("ada");
        JdkSocketClient again = come("ada")) {
      assertEquals("close 1008", again.next());
      ada.close(1000);
    }
  }
}
