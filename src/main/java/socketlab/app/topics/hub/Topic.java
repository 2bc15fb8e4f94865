// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import socketlab.app.topics.kept.Message;
import socketlab.app.topics.kept.MessageLog;

/** A named sequence of messages, and who reads it. Thread-safe; nothing blocks its caller. */
public final class Topic {
  private final String name;
  private final MessageLog log;
  private final TopicLimits limits;

  /** One for each loop that has, or had, a subscriber; replaced as a whole. */
  private volatile Audience[] audiences = {};

  private final LongAdder dropped = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final AtomicReference<PollAnswer> lastAnswer = new AtomicReference<>();

  /** It has been published to, or is about to be: it stays without subscribers too. */
  private volatile boolean lasting;

  Topic(String name, MessageLog log, TopicLimits limits) {
    this.name = name;
    this.log = log;
    this.limits = limits;
    lasting = log.next() > 0;
  }

  /** What it is at one moment. */
  public record View(
      String name,
      long first,
      long next,
      long bytes,
      Map<SubscriberKind, Integer> subscribers,
      long slowestLag,
      long dropped,
      long disconnected) {}

  public String name() {
    return name;
  }

  public MessageLog log() {
    return log;
  }

  TopicLimits limits() {
    return limits;
  }

  /**
   * Keeps a message, has the subscribers told, and then the publisher.
   *
   * @return false when too many wait to be kept; nothing is told then
   */
  public boolean publish(String type, byte[] data, String key, MessageLog.Kept publisher) {
    return log.append(
        type,
        data,
        key,
        new MessageLog.Kept() {
          @Override
          public void kept(Message message) {
            callAll();
            publisher.kept(message);
          }

          @Override
          public void failed(IOException e) {
            publisher.failed(e);
          }
        });
  }

  private void callAll() {
    for (Audience audience : audiences) {
      audience.call();
    }
  }

  /** True when subscribers are so far behind that who publishes has to wait for them. */
  public boolean isHeldBack() {
    if (limits.slow() != SlowPolicy.WAIT || !isTooFarBehind(slowest())) {
      return false;
    }
    // They look again, so that the next try sees how far they are by then.
    callAll();
    return true;
  }

  /** By what may be, and by what will soon have to be dropped before it is read. */
  private boolean isTooFarBehind(long lag) {
    if (lag == 0) {
      return false;
    }
    long bytesEach = log.bytes() / Math.max(1, log.next() - log.first());
    return lag > limits.lag() || lag * bytesEach > log.mostBytes() / 2;
  }

  private long slowest() {
    long worst = 0;
    for (Audience audience : audiences) {
      worst = Math.max(worst, audience.slowest());
    }
    return worst;
  }

  void beat() {
    for (Audience audience : audiences) {
      audience.beat();
    }
  }

  void add(Subscriber subscriber, Executor owner) {
    audience(owner).add(subscriber);
  }

  private Audience audience(Executor owner) {
    Audience known = find(owner);
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = find(owner);
      if (known == null) {
        known = new Audience(owner);
        Audience[] more = Arrays.copyOf(audiences, audiences.length + 1);
        more[audiences.length] = known;
        audiences = more;
      }
      return known;
    }
  }

  private Audience find(Executor owner) {
    for (Audience audience : audiences) {
      if (audience.owner() == owner) {
        return audience;
      }
    }
    return null;
  }

  void last() {
    lasting = true;
  }

  boolean isUnused() {
    return !lasting && Arrays.stream(audiences).allMatch(audience -> audience.size() == 0);
  }

  void dropped(long count) {
    dropped.add(count);
  }

  void disconnected() {
    disconnected.increment();
  }

  /** The answer to polls, the same bytes for all that ask for the same. */
  public PollAnswer answer(long from, int most, int bytes) {
    PollAnswer last = lastAnswer.get();
    if (last == null || !last.isFor(from, most, log)) {
      last = PollAnswer.of(log, from, most, bytes);
      lastAnswer.set(last);
    }
    return last;
  }

  public View view() {
    Map<SubscriberKind, Integer> subscribers = new EnumMap<>(SubscriberKind.class);
    for (SubscriberKind kind : SubscriberKind.values()) {
      subscribers.put(kind, 0);
    }
    long[] worst = {0};
    for (Audience audience : audiences) {
      audience.forEach(
          subscriber -> {
            subscribers.merge(subscriber.kind(), 1, Integer::sum);
            worst[0] = Math.max(worst[0], subscriber.lag());
          });
    }
    return new View(
        name,
        log.first(),
        log.next(),
        log.bytes(),
        subscribers,
        worst[0],
        dropped.sum(),
        disconnected.sum());
  }
}
