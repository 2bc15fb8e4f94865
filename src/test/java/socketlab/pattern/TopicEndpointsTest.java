// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import socketlab.net.Transport;
import socketlab.protocol.events.EventReader.Event;
import socketlab.protocol.http1.Answers.Answer;

/** Topics under every pattern: published to, polled, and read as events. */
@EveryPattern
class TopicEndpointsTest extends WithClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = "Content-Type: text/plain\r\n";

  private Answer post(String target, String fields, String body) throws IOException {
    String head = "POST " + target + " HTTP/1.1\r\nHost: lab\r\n" + fields;
    return client.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body).read();
  }

  private long publish(String topic, String body) throws IOException {
    Answer answer = post("/topics/" + topic, TEXT, body);
    assertEquals(201, answer.status(), answer.body());
    return JSON.readTree(answer.body()).get("offset").asLong();
  }

  private JsonNode json(String target) throws IOException {
    Answer answer = client.ask(target);
    assertEquals(200, answer.status(), answer.body());
    return JSON.readTree(answer.body());
  }

  private void awaitSubscribers(int count) {
    eventually().until(() -> server.topics().subscribers() == count);
  }

  private static List<String> data(List<Event> events) {
    return events.stream().map(Event::data).toList();
  }

  @Test
  void whatIsPublishedIsPolledFromAnyOffset() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertEquals(i, publish("news", "m" + i));
    }
    JsonNode some = json("/topics/news?from=1&max=2");
    assertEquals(
        "[{\"offset\":1,\"type\":\"text/plain\",\"data\":\"m1\"},"
            + "{\"offset\":2,\"type\":\"text/plain\",\"data\":\"m2\"}]",
        some.get("messages").toString());
    assertEquals(3, some.get("next").asLong());
    assertEquals(2, json("/topics/news?from=3").get("messages").size());
    assertEquals(204, client.ask("/topics/news?from=5").status());
    assertEquals("{\"topics\":[\"news\"]}\n", client.ask("/topics").body());
    JsonNode view = json("/topics/news");
    assertEquals("0 4 5", view.get("first") + " " + view.get("last") + " " + view.get("next"));
  }

  @Test
  void aPollWaitsForAMessageOrForTheClock() throws IOException {
    List<TestClient> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(server.connect().send(TestClient.get("/topics/news?wait=60&from=0")));
    }
    awaitSubscribers(20);
    assertEquals(20, json("/topics/news").get("subscribers").get("poll").asInt());
    publish("news", "now");
    for (TestClient one : waiting) {
      Answer answer = one.read();
      assertEquals(
          "{\"messages\":[{\"offset\":0,\"type\":\"text/plain\",\"data\":\"now\"}],\"next\":1}\n",
          answer.body());
    }
    assertEquals(204, client.ask("/topics/news?wait=1").status());
    awaitSubscribers(0);
  }

  @Test
  void eventsComeInTheirOrderAndResume() throws IOException {
    EventClient early = EventClient.open(server.connect(), "/topics/news/events", "");
    assertTrue(early.begin().startsWith("retry: 2000\nid: -1\n\n"), early.begin());
    for (int i = 0; i < 100; i++) {
      publish("news", "line " + i + "\r\nand more");
    }
    List<Event> all = early.read(100);
    for (int i = 0; i < 100; i++) {
      assertEquals(new Event("" + i, "message", "line " + i + "\nand more"), all.get(i));
    }
    EventClient resumed =
        EventClient.open(server.connect(), "/topics/news/events?from=0", "Last-Event-ID: 96\r\n");
    assertEquals(List.of("97", "98", "99"), resumed.read(3).stream().map(Event::id).toList());
    EventClient fromHere = EventClient.open(server.connect(), "/topics/news/events?from=99", "");
    assertEquals("99", fromHere.read(1).getFirst().id());
  }

  @Test
  void whatIsNoTextIsTold() throws IOException {
    post("/topics/news", "Content-Type: image/png\r\n", "\u0000\u00ff");
    post("/topics/news", TEXT, "\u00ff");
    EventClient events = EventClient.open(server.connect(), "/topics/news/events?from=0", "");
    assertEquals(new Event("0", "base64", "AP8="), events.read(2).get(0));
    assertEquals(new Event("1", "base64", "/w=="), events.read(2).get(1));
    JsonNode messages = json("/topics/news?from=0").get("messages");
    assertEquals("AP8=", messages.get(0).get("base64").asText());
    assertEquals("image/png", messages.get(0).get("type").asText());
  }

  /** A blocking thread that waits for an answer does not look at its socket. */
  @Test
  void whoLeavesFreesItsPlace() throws IOException {
    boolean looks = variant.pattern().runsOn(Transport.EPOLL);
    List<TestClient> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String target =
          looks
              ? i % 2 == 0 ? "/topics/news?wait=60" : "/topics/news/events"
              : "/topics/news?wait=1";
      waiting.add(server.connect().send(TestClient.get(target)));
    }
    awaitSubscribers(100);
    waiting.forEach(TestClient::close);
    awaitSubscribers(0);
    // Nobody had published: nothing is left of the topic either.
    assertEquals("{\"topics\":[]}\n", client.ask("/topics").body());
  }

  @Test
  void aStopEndsThoseThatWait() throws IOException {
    EventClient events = EventClient.open(server.connect(), "/topics/news/events", "");
    publish("news", "last");
    assertEquals(List.of("last"), data(events.read(1)));
    TestClient poll = server.connect().send(TestClient.get("/topics/news?wait=60"));
    awaitSubscribers(2);
    assertTrue(server.stop(Duration.ofSeconds(10)).isGraceful());
    assertTrue(poll.readHead().startsWith("HTTP/1.1 204 "));
    assertEquals(List.of("last"), data(events.readToEnd()));
  }

  @Test
  void aKeyPublishesOnce() throws IOException {
    String key = TEXT + "Idempotency-Key: k1\r\n";
    assertEquals("{\"offset\":0}\n", post("/topics/news", key, "a").body());
    Answer again = post("/topics/news", key, "a");
    assertEquals("{\"offset\":0}\n", again.body());
    assertEquals("true", again.fields().get("idempotency-replayed"));
    assertEquals(422, post("/topics/news", key, "b").status());
    assertEquals("{\"offset\":0}\n", post("/topics/other", key, "b").body());
    assertEquals(1, publish("news", "c"));
  }

  @Test
  void aGroupGivesEachMessageToOneUntilItsLeaseIsOver() throws IOException {
    for (int i = 0; i < 4; i++) {
      publish("news", "m" + i);
    }
    String group = "/topics/news/groups/g";
    JsonNode one = JSON.readTree(post(group + "/poll?max=2&lease=1", "", "").body());
    JsonNode other = JSON.readTree(post(group + "/poll?max=9&lease=60", "", "").body());
    assertEquals(
        "[{\"offset\":0,\"type\":\"text/plain\",\"data\":\"m0\",\"delivery\":1},"
            + "{\"offset\":1,\"type\":\"text/plain\",\"data\":\"m1\",\"delivery\":1}]",
        one.get("messages").toString());
    assertEquals(2, other.get("messages").get(0).get("offset").asInt());
    assertEquals(2, other.get("messages").size());
    assertEquals("{\"acknowledged\":0}\n", post(group + "/ack?offset=1", "", "").body());
    assertEquals("{\"acknowledged\":0}\n", post(group + "/ack?offset=1", "", "").body());
    // What is not acknowledged comes again when its lease is over, and says so.
    String again =
        eventually()
            .until(() -> post(group + "/poll?lease=60", "", ""), answer -> answer.status() == 200)
            .body();
    assertEquals(
        "[{\"offset\":0,\"type\":\"text/plain\",\"data\":\"m0\",\"delivery\":2}]",
        JSON.readTree(again).get("messages").toString());
    assertEquals("{\"acknowledged\":2}\n", post(group + "/ack?offset=0", "", "").body());
    assertEquals(400, post(group + "/ack?offset=4", "", "").status());
    assertEquals(400, post(group + "/ack", "", "").status());
    assertEquals(404, post("/topics/news/groups/none/ack?offset=0", "", "").status());
    assertEquals(400, post("/topics/news/groups/.../poll", "", "").status());
    assertEquals(405, client.ask(group + "/poll").status());
  }

  private Future<Answer> pollOfGroup(TestClient consumer, String query) throws IOException {
    consumer.send(TestClient.post("/topics/news/groups/g/poll?" + query, ""));
    FutureTask<Answer> answer = new FutureTask<>(consumer::read);
    Thread.ofVirtual().start(answer);
    return answer;
  }

  private static JsonNode delivered(Future<Answer> poll) throws Exception {
    Answer answer = poll.get(TestServer.SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(200, answer.status(), answer.body());
    return JSON.readTree(answer.body()).get("messages").get(0);
  }

  @Test
  void aConsumerOfAGroupWaitsForAMessageOrForALeaseThatRunsOut() throws Exception {
    String group = "/topics/news/groups/g";
    assertEquals(204, post(group + "/poll?wait=1", "", "").status());
    assertEquals(400, post(group + "/poll?wait=61", "", "").status());
    assertEquals(400, post(group + "/poll?wait=x", "", "").status());
    Future<Answer> first = pollOfGroup(server.connect(), "wait=60&lease=1");
    awaitSubscribers(1);
    publish("news", "once");
    JsonNode lent = delivered(first);
    assertEquals(0, lent.get("offset").asInt());
    assertEquals(1, lent.get("delivery").asInt());
    // Nobody acknowledges, and nobody publishes: the end of the lease is what wakes it.
    JsonNode again = delivered(pollOfGroup(server.connect(), "wait=60&lease=60"));
    assertEquals(0, again.get("offset").asInt());
    assertEquals(2, again.get("delivery").asInt());
    awaitSubscribers(0);
  }

  @Test
  void oneOfSeveralThatWaitGetsAMessageAndWhoLeavesFreesItsPlace() throws Exception {
    List<Future<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(pollOfGroup(server.connect(), "wait=60&max=1"));
    }
    TestClient leaving = server.connect();
    leaving.send(TestClient.post("/topics/news/groups/g/poll?wait=60", ""));
    awaitSubscribers(4);
    leaving.close();
    awaitSubscribers(3);
    publish("news", "one");
    eventually().until(() -> waiting.stream().anyMatch(Future::isDone));
    awaitSubscribers(2);
    publish("news", "two");
    publish("news", "three");
    assertEquals(
        List.of("one", "three", "two"),
        waiting.stream()
            .map(
                poll -> {
                  try {
                    return delivered(poll).get("data").asText();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                })
            .sorted()
            .toList());
  }

  @Test
  void whatIsNoLongerKeptIsGone() throws IOException {
    String large = "x".repeat(200_000);
    for (int i = 0; i < 8; i++) {
      publish("news", large);
    }
    Answer gone = client.ask("/topics/news?from=0");
    assertEquals(410, gone.status());
    long first = json("/topics/news").get("first").asLong();
    assertTrue(first > 0, "first " + first);
    assertTrue(gone.body().contains("the oldest offset is " + first), gone.body());
    EventClient events =
        EventClient.open(server.connect(), "/topics/news/events", "Last-Event-ID: 0\r\n");
    Event dropped = events.read(1).getFirst();
    assertEquals("dropped", dropped.type());
    assertEquals("{\"dropped\":%d,\"next\":%d}".formatted(first - 1, first), dropped.data());
    assertEquals(large, events.read(2).get(1).data());
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertEquals(404, client.ask("/topics/none").status());
    for (String name : List.of("..", ".hidden", "a%2fb", "a%00", "x".repeat(65), "-a", "a~")) {
      Answer bad = client.ask("/topics/" + name);
      assertEquals(400, bad.status(), name);
      assertTrue(bad.body().contains("a name is 1 to 64"), bad.body());
      assertEquals(400, post("/topics/" + name, "", "x").status(), name);
    }
    publish("news", "a");
    for (String query : List.of("from=-1", "from=x", "from=2", "wait=61&from=1", "max=1001")) {
      assertEquals(400, client.ask("/topics/news?" + query).status(), query);
    }
    assertEquals(404, client.ask("/topics/news/others").status());
    assertEquals(405, post("/topics/news/events", "", "").status());
    assertEquals(403, post("/topics/news", "Origin: http://other.example\r\n", "x").status());
    assertEquals(426, client.ask("/topics/news/socket").status());
    assertEquals(400, post("/topics/news", "Content-Type: none\r\n", "x").status());
    for (String more : List.of("b", "c", "d")) {
      publish(more, "a");
    }
    Answer full = post("/topics/e", TEXT, "x");
    assertEquals(503, full.status());
    assertEquals("60", full.fields().get("retry-after"));
    assertEquals(503, client.ask("/topics/e?wait=1").status());
  }

  /** A topic in memory begins anew with the server, and a client that comes again is told so. */
  @Test
  void whoResumesATopicThatHasBegunAnewIsTold() throws IOException {
    publish("news", "a");
    EventClient events =
        EventClient.open(server.connect(), "/topics/news/events", "Last-Event-ID: 7\r\n");
    List<Event> both = events.read(2);
    assertEquals("reset", both.get(0).type());
    assertEquals(new Event("0", "message", "a"), both.get(1));
  }
}
