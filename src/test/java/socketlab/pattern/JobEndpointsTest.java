// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import socketlab.protocol.events.EventReader;
import socketlab.protocol.events.EventReader.Event;
import socketlab.protocol.http1.Answers.Answer;

/** Jobs under every pattern: accepted at once, and asked about in three ways. */
@EveryPattern
class JobEndpointsTest extends WithClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONG = 60_000;

  private static String request(String method, String target, String fields) {
    return method + " " + target + " HTTP/1.1\r\nHost: lab\r\n" + fields + "\r\n";
  }

  private Answer ask(String method, String target, String fields) throws IOException {
    return client.send(request(method, target, fields)).read();
  }

  private String create(int sleepMillis) throws IOException {
    Answer answer = ask("POST", "/jobs?sleep=" + sleepMillis, "");
    assertEquals(202, answer.status());
    String path = answer.fields().get("location");
    assertEquals(path, "/jobs/" + JSON.readTree(answer.body()).get("id").asText());
    return path;
  }

  private static String state(Answer answer) throws IOException {
    return JSON.readTree(answer.body()).get("state").asText();
  }

  @Test
  void pollingSeesTheEnd() throws IOException {
    String job = create(20);
    Answer answer;
    do {
      answer = ask("GET", job, "");
      assertEquals(200, answer.status());
    } while (!state(answer).equals("done"));
    JsonNode json = JSON.readTree(answer.body());
    assertEquals(1, json.get("progress").asInt());
    assertEquals("slept 20 ms and computed 0 microseconds", json.get("result").asText());
    assertEquals(null, answer.fields().get("retry-after"));
    String etag = answer.fields().get("etag");
    assertEquals(200, ask("GET", job, "If-None-Match: \"x\"\r\n").status());
    client.send(request("GET", job, "If-None-Match: \"x\", " + etag + "\r\n"));
    assertEquals(304, client.readToHead().status());
  }

  @Test
  void aLongPollIsAnsweredByTheEndOrByTheClock() throws IOException {
    Answer ended = ask("GET", create(100) + "?wait=60", "");
    assertEquals("done", state(ended));
    String job = create(LONG);
    Answer waited = ask("GET", job, "Prefer: respond-async, wait=1\r\n");
    assertNotEquals("done", state(waited));
    assertEquals("wait=1", waited.fields().get("preference-applied"));
    assertEquals("1", waited.fields().get("retry-after"));
    assertEquals(0, server.jobs().watchers());
  }

  @Test
  void whoLeavesFreesItsPlace() throws IOException {
    String job = create(LONG);
    List<TestClient> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String target = i % 2 == 0 ? job + "?wait=60" : job + "/events";
      waiting.add(server.connect().send(request("GET", target, "")));
    }
    eventually().until(() -> server.jobs().watchers() == 50);
    waiting.forEach(TestClient::close);
    eventually().until(() -> server.jobs().watchers() == 0);
    assertEquals(200, ask("GET", job, "").status());
  }

  @Test
  void aStopAnswersThoseThatWait() throws IOException {
    String job = create(LONG);
    TestClient events = server.connect().send(request("GET", job + "/events", ""));
    client.send(request("GET", job + "?wait=60", ""));
    eventually().until(() -> server.jobs().watchers() == 2);
    assertTrue(server.stop(Duration.ofSeconds(10)).isGraceful());
    assertEquals(200, client.read().status());
    assertTrue(events.readToEnd().startsWith("HTTP/1.1 200 OK"));
  }

  @Test
  void eventsTellTheStateAndEndWithIt() throws IOException {
    Answer answer = ask("GET", create(50) + "/events", "");
    assertEquals("text/event-stream", answer.fields().get("content-type"));
    List<Event> events = EventReader.read(answer.body());
    assertEquals("done", events.getLast().type());
    assertEquals("done", JSON.readTree(events.getLast().data()).get("state").asText());
    List<String> others = events.stream().map(Event::type).distinct().toList();
    assertTrue(List.of(List.of("done"), List.of("progress", "done")).contains(others), "" + others);
  }

  @Test
  void aCancelledJobSaysSo() throws IOException {
    String job = create(LONG);
    assertEquals(202, ask("DELETE", job, "").status());
    assertEquals("cancelled", state(ask("GET", job + "?wait=60", "")));
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertEquals(404, ask("GET", "/jobs/none", "").status());
    assertEquals(404, ask("DELETE", "/jobs/none/events", "").status());
    assertEquals(405, ask("GET", "/jobs", "").status());
    assertEquals("POST", ask("GET", "/jobs", "").fields().get("allow"));
    Answer bad = ask("POST", "/jobs?sleep=abc", "");
    assertEquals(400, bad.status());
    assertEquals("application/problem+json", bad.fields().get("content-type"));
    assertTrue(bad.body().contains("sleep is a number from 0 to"), bad.body());
    String job = create(0);
    assertEquals(400, ask("GET", job + "?wait=61", "").status());
    assertEquals(403, ask("POST", "/jobs", "Origin: http://other.example\r\n").status());
    assertEquals(403, ask("DELETE", job, "Origin: http://other.example\r\n").status());
  }

  @Test
  void moreThanThereIsRoomForIsRefused() throws IOException {
    // Two run and four wait.
    for (int i = 0; i < 6; i++) {
      create(LONG);
      int running = Math.min(i + 1, 2);
      eventually().until(() -> server.jobs().running() == running);
    }
    Answer refused = ask("POST", "/jobs?sleep=1", "");
    assertEquals(503, refused.status());
    assertEquals("1", refused.fields().get("retry-after"));
  }
}
