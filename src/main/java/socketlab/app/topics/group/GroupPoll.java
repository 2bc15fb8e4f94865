// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import socketlab.app.route.Problem;
import socketlab.app.topics.hub.Subscriber;
import socketlab.app.topics.hub.SubscriberKind;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.Message;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * What one consumer of a group asks for: messages on loan, now or as soon as there are some. It is
 * answered once, by whoever has something for it: the handler, who publishes, the clock when a
 * lease runs out, or when the wait is over.
 *
 * <p>Thread contract: thread-safe; its lock is held while messages are lent, so that nothing is
 * lent to a consumer that has been answered.
 */
final class GroupPoll extends Subscriber implements Pending {
  private static final int BYTES = 256 * 1024;

  private final Topics topics;
  private final Group group;
  private final Wish wish;

  /** Null for an answer at once. */
  private final ScheduledExecutorService clock;

  private Response response;
  private boolean over;
  private long missed;
  private long endNanos;

  /** Looks again when the next lease runs out, or ends the wait. */
  private volatile Future<?> timer;

  /**
   * What a consumer asks for.
   *
   * @param max messages at the most
   * @param leaseNanos for how long it gets them
   * @param waitNanos how long it waits for some; 0 for an answer at once
   */
  record Wish(int max, long leaseNanos, long waitNanos) {}

  private GroupPoll(Topics topics, Topic topic, Group group, Wish wish) {
    super(topic, topic.log().next());
    this.topics = topics;
    this.group = group;
    this.wish = wish;
    clock = wish.waitNanos() == 0 ? null : topics.clock();
  }

  /** Answers now where there is something to lend, or nothing to wait for; else waits. */
  static void begin(Topics topics, Topic topic, Group group, Wish wish, Response response) {
    GroupPoll poll = new GroupPoll(topics, topic, group, wish);
    poll.endNanos = System.nanoTime() + wish.waitNanos();
    if (poll.isOnDisk()) {
      poll.pend(response);
    } else if (!poll.lend(poll.inMemory(), response)) {
      if (wish.waitNanos() == 0) {
        nothing(response);
      } else {
        poll.pend(response);
      }
    }
  }

  private void pend(Response answered) {
    Response later = answered.later(this);
    boolean isOver;
    synchronized (this) {
      response = later;
      isOver = over;
    }
    if (isOver) {
      // Told while it was not there yet: the server stops, or the peer has gone.
      nothing(later);
    } else if (wish.waitNanos() == 0) {
      look();
    } else if (topics.join(this, later.owner())) {
      wake();
      // It may have ended before it had a place to leave.
      leaveIfOver();
    } else if (ends()) {
      tooMany(later);
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** True for the first who says that it is over. */
  private synchronized boolean ends() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** What is due has left the memory, and is to be read. */
  private boolean isOnDisk() {
    missed += group.skipTo(topic().log().first());
    long due = group.due(System.nanoTime());
    return due < topic().log().next() && due < topic().log().firstInMemory();
  }

  private List<Message> inMemory() {
    long from = group.due(System.nanoTime());
    List<Message> messages = new ArrayList<>();
    long size = 0;
    Message message;
    while (messages.size() < Group.MOST_OPEN
        && size < BYTES
        && (message = topic().log().at(from + messages.size())) != null) {
      messages.add(message);
      size += message.data().length;
    }
    return messages;
  }

  /** There may be something for it. Any thread. */
  private void look() {
    boolean onDisk;
    synchronized (this) {
      onDisk = !over && isOnDisk();
      if (!over && !onDisk) {
        goOn(lend(inMemory(), response));
      }
    }
    if (onDisk) {
      topic().log().fetch(group.due(System.nanoTime()), BYTES, this::fetched);
    } else {
      leaveIfOver();
    }
  }

  private void fetched(List<Message> messages) {
    synchronized (this) {
      if (!over) {
        goOn(lend(messages, response));
      }
    }
    leaveIfOver();
  }

  /** Waits on, unless it is answered or its time is over. */
  private void goOn(boolean answered) {
    long now = System.nanoTime();
    if (!answered && endNanos - now <= 0) {
      over = true;
      nothing(response);
    }
    if (timer != null) {
      timer.cancel(false);
    }
    if (!over) {
      long nanos = Math.min(endNanos - now, group.nanosToNextEnd(now));
      timer = clock.schedule(this::look, nanos + 1, TimeUnit.NANOSECONDS);
    }
  }

  /** True when there was something, and it has been answered. */
  private synchronized boolean lend(List<Message> messages, Response to) {
    List<Group.Delivery> given =
        group.lease(messages, wish.max(), wish.leaseNanos(), System.nanoTime());
    if (given.isEmpty() && missed == 0) {
      return false;
    }
    over = true;
    StringBuilder json = new StringBuilder("{\"messages\":[");
    for (Group.Delivery one : given) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append(one.message().jsonBegin())
          .append(",\"delivery\":")
          .append(one.count())
          .append('}');
    }
    json.append("],\"missed\":").append(missed).append("}\n");
    to.field("Cache-Control", "no-store")
        .type(MediaType.JSON)
        .send(Status.OK, json.toString().getBytes(UTF_8));
    return true;
  }

  private static void nothing(Response response) {
    response.field("Cache-Control", "no-store").send(Status.NO_CONTENT);
  }

  private static void tooMany(Response response) {
    response.field("Retry-After", "5");
    Problem.send(
        response,
        Status.SERVICE_UNAVAILABLE,
        "there are too many subscribers; see lab serve --max-subscribers");
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.POLL;
  }

  /** By its owner: something was published. Others of the group may be faster. */
  @Override
  protected void wake() {
    while (peek() != null) {
      taken();
    }
    look();
  }

  /**
   * Never under its own lock: the audience's is held while it is woken, and is taken to leave it.
   */
  private void leave() {
    topics.leave(this);
    Future<?> set = timer;
    if (set != null) {
      set.cancel(false);
    }
  }

  private void leaveIfOver() {
    if (isOver()) {
      leave();
    }
  }

  /** Its time is over for another reason than the clock's. */
  private void end() {
    Response told = null;
    synchronized (this) {
      if (ends()) {
        told = response;
      }
    }
    if (told != null) {
      nothing(told);
    }
    leave();
  }

  @Override
  public void stopping() {
    end();
  }

  @Override
  public void peerEnded() {
    end();
  }

  @Override
  public void closed() {
    ends();
    leave();
  }
}
