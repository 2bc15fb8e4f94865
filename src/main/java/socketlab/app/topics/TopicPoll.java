// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.app.route.Problem;
import socketlab.app.topics.hub.PollAnswer;
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
 * A poll that waits: for a message, or for old ones that are being read. It is answered once, by
 * whoever is first: the owner of its connection, the clock, or who finds that it is over.
 */
final class TopicPoll extends Subscriber implements Pending {
  /** Bytes at which an answer is long enough, messages or not. */
  static final int BYTES = 256 * 1024;

  private final Topics topics;
  private final long from;
  private final int most;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Response response;
  private volatile Future<?> timer;

  private TopicPoll(Topics topics, Topic topic, long from, int most) {
    super(topic, from);
    this.topics = topics;
    this.from = from;
    this.most = most;
  }

  /** Answers now where there is something to say, or nothing to wait for; else waits. */
  static void begin(
      Topics topics, Topic topic, long from, int most, int seconds, Response response) {
    if (from < topic.log().first()) {
      gone(topic, response);
    } else if (from >= topic.log().firstInMemory() && from < topic.log().next()) {
      answer(topic.answer(from, most, BYTES), response);
    } else if (seconds == 0 && from >= topic.log().next()) {
      nothing(response);
    } else {
      new TopicPoll(topics, topic, from, most).begin(Math.max(1, seconds), response);
    }
  }

  private void begin(int seconds, Response answered) {
    Response later = answered.later(this);
    response = later;
    if (over.get()) {
      // Told while it was not there yet: the server stops, or the peer has gone.
      nothing(later);
      return;
    }
    if (!topics.join(this, later.owner())) {
      if (leave()) {
        tooMany(later);
      }
      return;
    }
    timer = topics.clock().schedule(this::end, seconds, TimeUnit.SECONDS);
    if (over.get()) {
      leaveNow();
    }
    wake();
  }

  static void tooMany(Response response) {
    response.field("Retry-After", "5");
    Problem.send(
        response,
        Status.SERVICE_UNAVAILABLE,
        "there are too many subscribers or topics; see lab serve --max-subscribers");
  }

  private static void gone(Topic topic, Response response) {
    response.field("Topic-First-Offset", Long.toString(topic.log().first()));
    Problem.send(
        response,
        Status.GONE,
        "these messages are no longer kept; the oldest offset is " + topic.log().first());
  }

  static void answer(PollAnswer answer, Response response) {
    response.type(MediaType.JSON).field("Cache-Control", "no-store").send(Status.OK, answer.body());
  }

  private static void nothing(Response response) {
    response.field("Cache-Control", "no-store").send(Status.NO_CONTENT);
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.POLL;
  }

  /**
   * There may be a message now. The handler's own look may overlap with that of the connection's
   * owner: both may see that there is one, and the first to leave answers.
   */
  @Override
  protected void wake() {
    if (over.get()) {
      return;
    }
    Message first = peek();
    if (first == null) {
      if (isEnded() && leave()) {
        Problem.send(response, Status.INTERNAL_SERVER_ERROR, "old messages could not be read");
      }
      return;
    }
    if (!leave()) {
      return;
    }
    if (missed() > 0) {
      gone(topic(), response);
    } else if (from >= topic().log().firstInMemory()) {
      answer(topic().answer(from, most, BYTES), response);
    } else {
      answer(PollAnswer.of(from, most, collect(first)), response);
    }
  }

  /** Of what was read for it at once; the client asks for the rest. */
  private List<Message> collect(Message first) {
    List<Message> messages = new ArrayList<>();
    Message message = first;
    while (messages.size() < most && message != null) {
      messages.add(message);
      taken();
      message = atHand();
    }
    return messages;
  }

  /** Its time is over, and no message has come. */
  private void end() {
    if (leave() && response != null) {
      nothing(response);
    }
  }

  /** True for the first who says that it is over. */
  private boolean leave() {
    if (over.getAndSet(true)) {
      return false;
    }
    leaveNow();
    return true;
  }

  private void leaveNow() {
    topics.leave(this);
    Future<?> set = timer;
    if (set != null) {
      set.cancel(false);
    }
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
    leave();
  }
}
