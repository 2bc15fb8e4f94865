// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import socketlab.app.route.IdempotencyKey;
import socketlab.app.topics.kept.Message;
import socketlab.app.topics.kept.MessageLog;

/** Publishes what clients send, once for each idempotency key. Thread-safe. */
public final class Publication {
  /** Hears what came of it, once; by any thread, which must not be held up. */
  public interface Publisher {
    void published(Message message);

    /** It had been before, with this offset. */
    default void repeated(long offset) {}

    void refused(Refusal why);

    /** It is not kept. */
    void failed(IOException e);
  }

  /** Why nothing was published. */
  public enum Refusal {
    TOO_MANY_TOPICS,
    /** Too many messages wait for the disk. */
    BUSY,
    /** Subscribers are too far behind; see {@link SlowPolicy#WAIT}. */
    HELD_BACK,
    /** The same key is under way. */
    UNDER_WAY,
    /** The key stands for another message. */
    OTHER_MESSAGE
  }

  private Publication() {}

  /**
   * Publishes a message.
   *
   * @param data not to be changed any more
   * @param key empty for none
   */
  public static void begin(
      Topics topics,
      String name,
      String type,
      byte[] data,
      Optional<String> key,
      Publisher publisher) {
    Optional<Topic> topic = topics.getLasting(name);
    if (topic.isEmpty()) {
      publisher.refused(Refusal.TOO_MANY_TOPICS);
    } else if (key.isEmpty()) {
      publish(topic.get(), type, data, null, publisher);
    } else {
      once(topics.keys(), topic.get(), type, data, key.get(), publisher);
    }
  }

  private static void publish(
      Topic topic, String type, byte[] data, String key, Publisher publisher) {
    if (topic.isHeldBack()) {
      publisher.refused(Refusal.HELD_BACK);
      return;
    }
    boolean taken =
        topic.publish(
            type,
            data,
            key,
            new MessageLog.Kept() {
              @Override
              public void kept(Message message) {
                publisher.published(message);
              }

              @Override
              public void failed(IOException e) {
                publisher.failed(e);
              }
            });
    if (!taken) {
      publisher.refused(Refusal.BUSY);
    }
  }

  /** Tells one message from another, under the same key. */
  static byte[] print(String type, byte[] data) {
    byte[] typed = (type + '\n').getBytes(ISO_8859_1);
    byte[] all = Arrays.copyOf(typed, typed.length + data.length);
    System.arraycopy(data, 0, all, typed.length, data.length);
    return IdempotencyKey.print(all, 0, all.length);
  }

  private static void once(
      KnownKeys keys, Topic topic, String type, byte[] data, String key, Publisher publisher) {
    String full = topic.name() + ' ' + key;
    switch (keys.take(full, print(type, data))) {
      case DONE -> publisher.repeated(keys.offset(full));
      case UNDER_WAY -> publisher.refused(Refusal.UNDER_WAY);
      case OTHER -> publisher.refused(Refusal.OTHER_MESSAGE);
      case NEW ->
          publish(
              topic,
              type,
              data,
              key,
              new Publisher() {
                @Override
                public void published(Message message) {
                  keys.done(full, message.offset());
                  publisher.published(message);
                }

                @Override
                public void refused(Refusal why) {
                  keys.failed(full);
                  publisher.refused(why);
                }

                @Override
                public void failed(IOException e) {
                  keys.failed(full);
                  publisher.failed(e);
                }
              });
    }
  }
}
