// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import socketlab.app.topics.hub.Subscriber;
import socketlab.app.topics.hub.SubscriberKind;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.Message;
import socketlab.protocol.Output;
import socketlab.protocol.events.EventText;
import socketlab.protocol.http.BodyProducer;

/**
 * A topic as a stream of events. It begins with the offset before its first message as an id
 * without an event, so that a client which loses the connection before the first message resumes at
 * the right place, too.
 */
final class TopicEvents extends Subscriber implements BodyProducer {
  /** How long a client is to wait before it comes again, in milliseconds. */
  private static final int RETRY_MILLIS = 2000;

  private final Topics topics;
  private final Runnable waker;

  /** What is being written, and how far; null between two events. */
  private byte[] current;

  private int written;

  /** Nothing has been sent since the last beat. */
  private volatile boolean quiet;

  private volatile boolean beats;
  private volatile boolean stopping;

  /**
   * @param next the offset of its first message
   * @param begunAnew what it resumes is not there: the topic has begun anew
   */
  TopicEvents(Topics topics, Topic topic, long next, boolean begunAnew, Runnable waker) {
    super(topic, next);
    this.topics = topics;
    this.waker = waker;
    String begin = "retry: " + RETRY_MILLIS + "\nid: " + (next - 1) + "\n\n";
    current =
        begunAnew
            ? (begin + new String(reset(next), UTF_8)).getBytes(UTF_8)
            : begin.getBytes(US_ASCII);
  }

  private static byte[] reset(long next) {
    return EventText.of(null, "reset", "{\"next\":" + next + '}');
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.EVENTS;
  }

  @Override
  protected void wake() {
    waker.run();
  }

  @Override
  protected void beat() {
    if (quiet) {
      beats = true;
      waker.run();
    }
    quiet = true;
  }

  @Override
  public Next produce(Output out, int most) {
    int room = most;
    while (room > 0) {
      if (current == null && !take()) {
        return pause(out);
      }
      int count = Math.min(room, current.length - written);
      out.put(current, written, count);
      written += count;
      room -= count;
      if (written == current.length) {
        current = null;
        written = 0;
      }
    }
    full();
    return Next.MORE;
  }

  /** Takes the next event; false when there is none, or shall be none. */
  private boolean take() {
    if (stopping || isEnded()) {
      return false;
    }
    Message message = peek();
    long missed = missed();
    if (missed > 0) {
      // The message is seen again when this has left.
      current =
          EventText.of(null, "dropped", "{\"dropped\":%d,\"next\":%d}".formatted(missed, next()));
    } else if (message != null) {
      current = message.event();
      taken();
    }
    quiet &= current == null;
    return current != null;
  }

  private Next pause(Output out) {
    if (stopping || isEnded()) {
      topics.leave(this);
      return Next.END;
    }
    if (beats) {
      beats = false;
      out.put(EventText.heartbeat());
    }
    return Next.LATER;
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  @Override
  public void peerEnded() {
    stopping = true;
    waker.run();
  }

  @Override
  public void closed() {
    topics.leave(this);
  }
}
