// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.TopicLimits;
import socketlab.app.topics.hub.Topics;
import socketlab.net.Transport;
import socketlab.protocol.events.EventReader.Event;
import socketlab.protocol.http1.Answers.Answer;

/** A subscriber that does not read, beside one that does, under every pattern and policy. */
@EveryPattern
class SlowSubscriberTest {
  private static final int LAG = 30;
  private static final int MOST = 3000;
  private static final String MESSAGE = "x".repeat(16_000);

  @Parameter Variant variant;

  private TestServer start(SlowPolicy slow) throws IOException {
    TopicLimits limits = new TopicLimits(4, 100, 64 << 20, Long.MAX_VALUE, LAG, slow);
    return TestServer.of(variant).topics(new Topics(limits)).start();
  }

  /** A thread that is blocked in a write cannot look at how far behind its subscriber is. */
  private boolean blocks() {
    return !variant.pattern().runsOn(Transport.EPOLL);
  }

  /** The others get all there is, and the time limit of a peer that reads nothing ends it. */
  private void itsTimeLimitEndsIt(SlowPolicy slow) throws IOException {
    TopicLimits limits = new TopicLimits(4, 100, 64 << 20, Long.MAX_VALUE, LAG, slow);
    try (TestServer server =
            TestServer.of(variant)
                .topics(new Topics(limits))
                .timeouts(Duration.ofSeconds(3), Duration.ofSeconds(3))
                .start();
        TestClient deaf = small(server)) {
      EventClient.open(deaf, "/topics/news/events", "");
      EventClient reader = EventClient.open(server.connect(), "/topics/news/events", "");
      TestClient publisher = server.connect();
      eventually()
          .until(
              () -> {
                int count = reader.events().size();
                publisher.send(TestClient.post("/topics/news", MESSAGE)).read();
                assertEquals("" + count, reader.read(count + 1).get(count).id());
                return server.total().open() == 2;
              });
    }
  }

  /** Has little room in its kernel, so that it is slow soon. */
  private static TestClient small(TestServer server) throws IOException {
    return TestClient.to(server.address(), 4096);
  }

  private static Topic.View view(TestServer server) {
    return server.topics().find("news").orElseThrow().view();
  }

  /** Publishes until this holds; a reader that keeps up reads meanwhile. The messages published. */
  private static int publish(TestClient publisher, EventClient reader, BooleanSupplier until)
      throws IOException {
    int count = 0;
    for (; !until.getAsBoolean() && count < MOST; count++) {
      Answer answer = publisher.send(TestClient.post("/topics/news", MESSAGE)).read();
      assertEquals(201, answer.status(), answer.body());
      assertEquals("" + count, reader.read(count + 1).get(count).id());
    }
    assertTrue(count < MOST, "never too slow");
    return count;
  }

  @Test
  void disconnectEndsItAndItResumes() throws IOException {
    if (blocks()) {
      itsTimeLimitEndsIt(SlowPolicy.DISCONNECT);
      return;
    }
    try (TestServer server = start(SlowPolicy.DISCONNECT);
        TestClient slow = small(server)) {
      EventClient lagging = EventClient.open(slow, "/topics/news/events", "");
      EventClient reader = EventClient.open(server.connect(), "/topics/news/events", "");
      int count = publish(server.connect(), reader, () -> view(server).disconnected() == 1);
      slow.widen();
      List<Event> came = lagging.readToEnd();
      long last = came.size() - 1;
      assertEquals("" + last, came.getLast().id());
      assertTrue(last < count - LAG, last + " of " + count);
      EventClient again =
          EventClient.open(
              server.connect(), "/topics/news/events", "Last-Event-ID: " + last + "\r\n");
      assertEquals("" + (last + 1), again.read(1).getFirst().id());
      assertEquals("" + (count - 1), again.read((int) (count - 1 - last)).getLast().id());
    }
  }

  @Test
  void dropSkipsItForwardAndTellsIt() throws IOException {
    if (blocks()) {
      itsTimeLimitEndsIt(SlowPolicy.DROP);
      return;
    }
    try (TestServer server = start(SlowPolicy.DROP);
        TestClient slow = small(server)) {
      EventClient lagging = EventClient.open(slow, "/topics/news/events", "");
      EventClient reader = EventClient.open(server.connect(), "/topics/news/events", "");
      int count = publish(server.connect(), reader, () -> view(server).slowestLag() > LAG + 5);
      slow.widen();
      int came = 0;
      Event event;
      do {
        event = lagging.read(came + 1).get(came);
        came++;
      } while (event.type().equals("message"));
      assertEquals("dropped", event.type());
      int dropped = count - came;
      assertEquals("{\"dropped\":%d,\"next\":%d}".formatted(dropped, count - 1), event.data());
      assertEquals("" + (count - 1), lagging.read(came + 1).get(came).id());
      assertEquals(dropped, view(server).dropped());
    }
  }

  @Test
  void waitHoldsThePublisherBackUntilItHasCaughtUp() throws IOException {
    try (TestServer server = start(SlowPolicy.WAIT);
        TestClient slow = small(server)) {
      EventClient lagging = EventClient.open(slow, "/topics/news/events", "");
      eventually().until(() -> view(server).slowestLag() == 0);
      TestClient publisher = server.connect();
      int count = 0;
      Answer answer;
      while ((answer = publisher.send(TestClient.post("/topics/news", MESSAGE)).read()).status()
              == 201
          && count < MOST) {
        count++;
      }
      assertEquals(429, answer.status());
      assertEquals("1", answer.fields().get("retry-after"));
      slow.widen();
      assertEquals("" + (count - 1), lagging.read(count).get(count - 1).id());
      eventually()
          .until(
              () ->
                  publisher.send(TestClient.post("/topics/news", MESSAGE)).read().status() == 201);
      assertEquals("" + count, lagging.read(count + 1).get(count).id());
      assertEquals(0, view(server).dropped() + view(server).disconnected());
    }
  }
}
