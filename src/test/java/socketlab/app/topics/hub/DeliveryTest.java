// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.topics.kept.Message;

/** A message wakes each owner once, however many subscribers and messages there are. */
@Timeout(60)
class DeliveryTest {
  private final Topics topics =
      new Topics(
          new TopicLimits(10, 100_000, 1 << 20, Long.MAX_VALUE, 1000, SlowPolicy.DISCONNECT));

  @AfterEach
  void close() {
    topics.close();
  }

  /** A loop whose turns a test takes. */
  private static final class ManualOwner implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private int given;

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
      given++;
    }

    void turn() {
      for (Runnable task; (task = tasks.poll()) != null; ) {
        task.run();
      }
    }
  }

  /** Takes what there is whenever it is woken. */
  private static final class Reader extends Subscriber {
    private final List<Message> got = new ArrayList<>();
    private int woken;

    Reader(Topic topic) {
      super(topic, topic.log().next());
      take();
    }

    @Override
    public SubscriberKind kind() {
      return SubscriberKind.EVENTS;
    }

    @Override
    protected void wake() {
      woken++;
      take();
    }

    private void take() {
      for (Message message; (message = peek()) != null; ) {
        got.add(message);
        taken();
      }
    }
  }

  private void publish(String text) {
    Publication.begin(
        topics,
        "news",
        "text/plain",
        text.getBytes(UTF_8),
        Optional.empty(),
        new Publication.Publisher() {
          @Override
          public void published(Message message) {}

          @Override
          public void refused(Publication.Refusal why) {
            throw new AssertionError(why);
          }

          @Override
          public void failed(java.io.IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void oneTaskAnOwnerAndOneWakeASubscriber() {
    Topic topic = topics.getLasting("news").orElseThrow();
    List<ManualOwner> owners = List.of(new ManualOwner(), new ManualOwner());
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      Reader reader = new Reader(topic);
      topics.join(reader, owners.get(i % 2));
      readers.add(reader);
    }
    for (int i = 0; i < 50; i++) {
      publish("m" + i);
    }
    for (ManualOwner owner : owners) {
      assertEquals(1, owner.given);
      owner.turn();
    }
    for (Reader reader : readers) {
      assertEquals(1, reader.woken);
      assertEquals(50, reader.got.size());
      assertSame(readers.getFirst().got.get(7).event(), reader.got.get(7).event());
      assertSame(readers.getFirst().got.get(7).frame(), reader.got.get(7).frame());
    }
    publish("last");
    assertEquals(2, owners.getFirst().given);
  }

  @Test
  void tenThousandThatLeftLeaveNothing() {
    Topic topic = topics.get("news").orElseThrow();
    ManualOwner owner = new ManualOwner();
    for (int i = 0; i < 10_000; i++) {
      Reader reader = new Reader(topic);
      topics.join(reader, owner);
      topics.leave(reader);
      topics.leave(reader);
    }
    assertEquals(0, topics.subscribers());
    assertEquals(List.of(), List.copyOf(topics.all()));
  }
}
