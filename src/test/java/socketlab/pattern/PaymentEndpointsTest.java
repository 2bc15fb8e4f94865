// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http1.Answers.Answer;

/** Payments under every pattern: charged once for a key, however often it is asked for. */
@EveryPattern
class PaymentEndpointsTest extends WithClient {
  private static String request(String fields, String body) {
    return "POST /payments HTTP/1.1\r\nHost: lab\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(fields, body.length(), body);
  }

  private static String of(String account, long amount) {
    return "{\"account\":\"%s\",\"amount\":%d}".formatted(account, amount);
  }

  private Answer pay(String fields, String body) throws IOException {
    return client.send(request(fields, body)).read();
  }

  private String account(String name) throws IOException {
    return client.ask("/accounts/" + name).body();
  }

  @Test
  void eachPaymentAddsToItsAccount() throws IOException {
    Answer first = pay("", of("ann", 5));
    assertEquals(201, first.status());
    assertEquals("application/json", first.fields().get("content-type"));
    assertEquals("{\"id\":\"p0\",\"account\":\"ann\",\"amount\":5,\"balance\":5}\n", first.body());
    // Without a key the server cannot know that it is the same.
    assertTrue(pay("", of("ann", 5)).body().contains("\"balance\":10}"));
    assertEquals("{\"account\":\"ann\",\"balance\":10}\n", account("ann"));
    assertEquals("{\"account\":\"bob\",\"balance\":0}\n", account("bob"));
  }

  @Test
  void aKeyGetsTheFirstAnswerAgain() throws IOException {
    Answer first = pay("Idempotency-Key: \"k-1\"\r\n", of("ann", 5));
    assertEquals(null, first.fields().get("idempotency-replayed"));
    pay("", of("ann", 7));
    for (String key : List.of("\"k-1\"", "k-1")) {
      Answer again = pay("Idempotency-Key: " + key + "\r\n", of("ann", 5));
      assertEquals(201, again.status());
      assertEquals("true", again.fields().get("idempotency-replayed"));
      assertEquals(first.body(), again.body());
    }
    Answer other = pay("Idempotency-Key: \"k-1\"\r\n", of("ann", 6));
    assertEquals(422, other.status());
    assertEquals("application/problem+json", other.fields().get("content-type"));
    assertEquals("{\"account\":\"ann\",\"balance\":12}\n", account("ann"));
  }

  /** The client goes before, while or after it is answered. */
  @Test
  void aLostAnswerIsGivenAgain() throws IOException {
    for (int i = 0; i < 4; i++) {
      String key = "Idempotency-Key: k" + i + "\r\n";
      try (TestClient lost = TestClient.to(server.address())) {
        lost.send(request(key, of("ann", 1)));
        if (i % 2 == 0) {
          lost.reset();
        } else {
          lost.read();
          lost.reset();
        }
      }
      // It may not have come at all before the reset: then this is the first.
      Answer[] answer = new Answer[1];
      eventually()
          .until(
              () -> {
                answer[0] = pay(key, of("ann", 1));
                return answer[0].status() != 409;
              });
      assertEquals(201, answer[0].status());
      assertEquals("{\"account\":\"ann\",\"balance\":" + (i + 1) + "}\n", account("ann"));
    }
  }

  @Test
  void oneOfManyAtOnceCharges() throws IOException {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(server.connect().send(request("Idempotency-Key: same\r\n", of("ann", 3))));
    }
    int first = 0;
    for (TestClient one : clients) {
      Answer answer = one.read();
      assertTrue(answer.status() == 201 || answer.status() == 409, answer.body());
      if (answer.status() == 409) {
        assertEquals("1", answer.fields().get("retry-after"));
      } else if (answer.fields().get("idempotency-replayed") == null) {
        first++;
      }
    }
    assertEquals(1, first);
    assertEquals("{\"account\":\"ann\",\"balance\":3}\n", account("ann"));
  }

  private void assertRefused(int status, String why, Answer answer) {
    assertEquals(status, answer.status());
    assertTrue(answer.body().contains(why), answer.body());
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertRefused(400, "not JSON", pay("", "{\"account\""));
    assertRefused(400, "JSON object", pay("", "[]"));
    assertRefused(400, "JSON object", pay("", ""));
    assertRefused(400, "nothing behind it", pay("", of("ann", 1) + "{}"));
    assertRefused(400, "Duplicate", pay("", "{\"amount\":1,\"amount\":2,\"account\":\"a\"}"));
    assertRefused(400, "and not 'tip'", pay("", "{\"account\":\"a\",\"amount\":1,\"tip\":1}"));
    assertRefused(400, "account is missing", pay("", "{\"amount\":1}"));
    assertRefused(400, "letters, digits", pay("", of("../ann", 1)));
    for (String amount : List.of("0", "-1", "1000000000001", "99999999999999999999", "\"1\"")) {
      assertRefused(
          400,
          "amount is a whole number from 1 to",
          pay("", "{\"account\":\"a\",\"amount\":" + amount + "}"));
    }
    assertRefused(
        400, "amount is a text or a whole", pay("", "{\"account\":\"a\",\"amount\":1.0}"));
    assertRefused(400, "Idempotency-Key", pay("Idempotency-Key: \"\"\r\n", of("a", 1)));
    assertRefused(400, "1 to 255", pay("Idempotency-Key: " + "k".repeat(256) + "\r\n", of("a", 1)));
    assertRefused(
        400, "one Idemp", pay("Idempotency-Key: a\r\nIdempotency-Key: b\r\n", of("a", 1)));
    assertRefused(413, "at most 4096", pay("", " ".repeat(4097)));
    assertRefused(403, "other.example", pay("Origin: http://other.example\r\n", of("a", 1)));
    assertEquals(404, client.ask("/accounts/a/b").status());
    assertEquals(405, client.ask("/payments").status());
    assertEquals("{\"account\":\"a\",\"balance\":0}\n", account("a"));
  }

  @Test
  void accountsAreBoundedAndSoAreKeys() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertEquals(201, pay("", of("a" + i, 1)).status());
    }
    Answer refused = pay("", of("a3", 1));
    assertRefused(503, "--max-accounts", refused);
    assertEquals("1", refused.fields().get("retry-after"));
    for (int i = 0; i < 5; i++) {
      assertEquals(201, pay("Idempotency-Key: k" + i + "\r\n", of("a0", 1)).status());
    }
    // Four are remembered: the newest is, and the oldest charges again.
    assertEquals(
        "true", pay("Idempotency-Key: k4\r\n", of("a0", 1)).fields().get("idempotency-replayed"));
    assertEquals(
        null, pay("Idempotency-Key: k0\r\n", of("a0", 1)).fields().get("idempotency-replayed"));
    assertEquals("{\"account\":\"a0\",\"balance\":7}\n", account("a0"));
  }
}
