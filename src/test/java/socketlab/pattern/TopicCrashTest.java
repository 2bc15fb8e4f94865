// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.protocol.events.EventReader.Event;
import socketlab.protocol.http1.Answers.Answer;

/**
 * A server killed by SIGKILL while it publishes: what it confirmed is there, and a subscriber that
 * comes again with Last-Event-ID misses nothing and gets nothing twice.
 *
 * <p>{@code -Dlab.topic.kills=200} makes the whole of it; unless told otherwise it is a sample.
 */
@Timeout(3600)
class TopicCrashTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("lab.topic.kills", 2);
  private static final long SEED = 11;

  @TempDir Path data;
  private final Map<Long, String> confirmed = new TreeMap<>();
  private final List<Event> came = new ArrayList<>();
  private int published;

  private LabProcess serve() throws IOException {
    return LabProcess.start("serve", "--pattern=sharded", "--port=0", "--data=" + data);
  }

  @Test
  void nothingThatWasConfirmedIsLostAndNothingComesTwice()
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    for (int i = 0; i < KILLS; i++) {
      try (LabProcess server = serve();
          TestClient publisher = TestClient.to(server.address());
          TestClient reader = TestClient.to(server.address())) {
        EventClient events = subscribe(reader);
        CompletableFuture<Void> killed =
            CompletableFuture.runAsync(
                server::close,
                CompletableFuture.delayedExecutor(random.nextInt(300), TimeUnit.MILLISECONDS));
        publishUntilItBreaks(publisher);
        readUntilItBreaks(events);
        killed.join();
        server.exitCode();
      }
    }
    try (LabProcess server = serve();
        TestClient client = TestClient.to(server.address());
        TestClient reader = TestClient.to(server.address())) {
      Map<Long, String> kept = poll(client);
      confirmed.forEach((offset, text) -> assertEquals(text, kept.get(offset), "at " + offset));
      assertTrue(confirmed.size() > KILLS, "published before the kills: " + confirmed.size());
      EventClient events = subscribe(reader);
      came.addAll(events.read(kept.size() - came.size()));
      for (int i = 0; i < kept.size(); i++) {
        assertEquals(new Event("" + i, "message", kept.get((long) i)), came.get(i));
      }
    }
  }

  private EventClient subscribe(TestClient client) throws IOException {
    return came.isEmpty()
        ? EventClient.open(client, "/topics/news/events?from=0", "")
        : EventClient.open(
            client, "/topics/news/events", "Last-Event-ID: " + came.getLast().id() + "\r\n");
  }

  private void publishUntilItBreaks(TestClient publisher) {
    try {
      while (true) {
        String text = "message " + published++;
        Answer answer = publisher.send(TestClient.post("/topics/news", text)).read();
        assertEquals(201, answer.status(), answer.body());
        confirmed.put(JSON.readTree(answer.body()).get("offset").asLong(), text);
      }
    } catch (IOException e) {
      // Killed.
    }
  }

  private void readUntilItBreaks(EventClient events) {
    try {
      events.readToEnd();
    } catch (IOException e) {
      // Killed.
    }
    came.addAll(events.events());
  }

  private static Map<Long, String> poll(TestClient client) throws IOException {
    Map<Long, String> kept = new TreeMap<>();
    Answer answer;
    while ((answer = client.ask("/topics/news?max=1000&from=" + kept.size())).status() == 200) {
      for (JsonNode message : JSON.readTree(answer.body()).get("messages")) {
        kept.put(message.get("offset").asLong(), message.get("data").asText());
      }
    }
    return kept;
  }
}
