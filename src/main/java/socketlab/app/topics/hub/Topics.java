// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.app.topics.kept.MemoryLog;
import socketlab.app.topics.kept.MessageLog;
import socketlab.app.topics.kept.TopicFolder;

/**
 * The topics of a server, the same under every execution pattern. One is made by who comes first,
 * publisher or subscriber; one that was never published to ends with its last subscriber.
 * Thread-safe.
 */
public final class Topics implements AutoCloseable {
  /** A share of the heap that all topics together may take when they are kept in memory alone. */
  private static final int HEAP_SHARE = 4;

  private static final long LEAST_BYTES = 64 * 1024;

  /** A quiet stream shows so often that it is there; proxies on the way end those that do not. */
  private static final long BEAT_SECONDS = 15;

  private static final long EXPIRE_SECONDS = 5;

  private final TopicLimits limits;

  /** Null when nothing outlives the process. */
  private final TopicFolder folder;

  private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
  private final KnownKeys keys = new KnownKeys(TopicLimits.KEYS);
  private final AtomicInteger subscribers = new AtomicInteger();

  /** Null before the first subscriber, so that a server that has none does not pay for it. */
  private ScheduledThreadPoolExecutor clock;

  private boolean closed;

  /** Topics that end with the process. */
  public Topics(TopicLimits limits) {
    this.limits = limits;
    folder = null;
  }

  /**
   * Topics that outlive the process; those that are there are opened now, also beyond the limit.
   *
   * @param folder closed with this
   * @throws IOException in one line with the file, when a log is damaged or cannot be read
   */
  public Topics(TopicLimits limits, TopicFolder folder) throws IOException {
    this.limits = limits;
    this.folder = folder;
    for (String name : folder.names()) {
      MessageLog log =
          folder.open(
              name,
              (key, message) ->
                  keys.restore(
                      name + ' ' + key,
                      Publication.print(message.type(), message.data()),
                      message.offset()));
      topics.put(name, new Topic(name, log, limits));
    }
  }

  /**
   * Bytes of messages that one topic may keep in memory: what was asked for, but not so much that
   * all together take more than their share of the heap.
   */
  public static long memoryBytes(int topics, long bytes) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE / topics;
    return Math.min(bytes, Math.max(LEAST_BYTES, share));
  }

  public TopicLimits limits() {
    return limits;
  }

  public Optional<Topic> find(String name) {
    return Optional.ofNullable(topics.get(name));
  }

  /** In the order of their names. */
  public Collection<Topic> all() {
    return new TreeMap<>(topics).values();
  }

  /** The topic of this name, made where there is none; empty when there are too many. */
  public synchronized Optional<Topic> get(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      if (topics.size() >= limits.topics()) {
        return Optional.empty();
      }
      topic = new Topic(name, open(name), limits);
      topics.put(name, topic);
    }
    return Optional.of(topic);
  }

  private MessageLog open(String name) {
    return folder != null
        ? folder.fresh(name)
        : new MemoryLog(memoryBytes(limits.topics(), limits.bytes()), limits.ageMillis());
  }

  /** Likewise, for who publishes: it stays from now on. */
  public synchronized Optional<Topic> getLasting(String name) {
    Optional<Topic> topic = get(name);
    topic.ifPresent(Topic::last);
    return topic;
  }

  /**
   * Gives a subscriber its place.
   *
   * @return false when there are too many
   */
  public synchronized boolean join(Subscriber subscriber, Executor owner) {
    Topic topic = subscriber.topic();
    if (topics.putIfAbsent(topic.name(), topic) instanceof Topic other && other != topic
        || subscribers.get() >= limits.subscribers()) {
      return false;
    }
    subscribers.incrementAndGet();
    topic.add(subscriber, owner);
    clock();
    return true;
  }

  /** Frees the place of a subscriber; once or more often. */
  public void leave(Subscriber subscriber) {
    Audience audience = subscriber.audience;
    if (audience != null && audience.remove(subscriber)) {
      subscribers.decrementAndGet();
      forgetUnused(subscriber.topic());
    }
  }

  /**
   * Forgets a topic that nobody has published to and nobody reads. A topic that someone holds and
   * then joins is known again.
   */
  public void forgetUnused(Topic topic) {
    if (topic.isUnused()) {
      synchronized (this) {
        if (topic.isUnused()) {
          topics.remove(topic.name(), topic);
        }
      }
    }
  }

  /** How many there are, of all topics. */
  public int subscribers() {
    return subscribers.get();
  }

  /** Idempotency keys of what was published. */
  KnownKeys keys() {
    return keys;
  }

  /** Tells when a wait is over, and beats; what it runs does not block. */
  public synchronized ScheduledThreadPoolExecutor clock() {
    if (clock == null) {
      clock =
          new ScheduledThreadPoolExecutor(
              1,
              runnable -> {
                Thread thread = new Thread(runnable, "lab-topic-clock");
                thread.setDaemon(true);
                return thread;
              });
      clock.setRemoveOnCancelPolicy(true);
      clock.scheduleAtFixedRate(
          () -> topics.values().forEach(Topic::beat), BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
      clock.scheduleAtFixedRate(
          () -> topics.values().forEach(topic -> topic.log().expire()),
          EXPIRE_SECONDS,
          EXPIRE_SECONDS,
          TimeUnit.SECONDS);
      if (closed) {
        clock.shutdownNow();
      }
    }
    return clock;
  }

  /** Ends its thread, and closes the logs. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (clock != null) {
        clock.shutdownNow();
      }
    }
    topics.values().forEach(topic -> topic.log().close());
    if (folder != null) {
      folder.close();
    }
  }
}
