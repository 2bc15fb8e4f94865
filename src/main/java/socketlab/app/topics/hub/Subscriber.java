// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.util.List;
import socketlab.app.topics.kept.Message;
import socketlab.app.topics.kept.MessageLog;

/**
 * One who gets the messages of a topic from an offset on, at its own pace: it takes the next one
 * whenever its connection has room.
 *
 * <p>Thread contract: {@link #peek}, {@link #taken} and {@link #missed} are for the one thread that
 * writes to the connection at the time; everything else is for any.
 */
public abstract class Subscriber {
  /** Bytes of messages that are read at once for one who is far behind. */
  private static final int BATCH_BYTES = 64 * 1024;

  /** Links of its audience's list. */
  Subscriber before;

  Subscriber after;

  /** Null while it is not subscribed. */
  volatile Audience audience;

  private final Topic topic;

  /** What it gets next. */
  private volatile long next;

  /** It has taken all there was, and has to be woken for more. */
  private volatile boolean idle;

  /** It has been told all there was, at least once: from then on it may be called slow. */
  private volatile boolean live;

  /** Its connection took no more, and it has not caught up since. */
  private volatile boolean behind;

  /** It was too slow, and gets nothing more. */
  private volatile boolean ended;

  /** Messages that it did not get and was not told of. */
  private long missed;

  /** Old messages that were read for it; null when there are none. */
  private volatile List<Message> batch;

  private volatile boolean fetching;

  /**
   * @param next the offset of the first message it gets
   */
  protected Subscriber(Topic topic, long next) {
    this.topic = topic;
    this.next = next;
  }

  public abstract SubscriberKind kind();

  /** There is something for it: has it written. By its owner's thread, mostly. */
  protected abstract void wake();

  /** Nothing has been sent for long: something that is no message shows that all is well. */
  protected void beat() {}

  public final Topic topic() {
    return topic;
  }

  /** The offset of what it gets next. */
  public final long next() {
    return next;
  }

  /** True once it was too slow, and has to end. */
  public final boolean isEnded() {
    return ended;
  }

  /**
   * The next message, which is then to be {@link #taken}; null when there is none at hand. It is
   * woken when there is one.
   */
  protected final Message peek() {
    MessageLog log = topic.log();
    while (true) {
      long end = log.next();
      if (slow(SlowPolicy.DROP, end)) {
        skipTo(end - 1);
      }
      Message message = log.at(next);
      if (message != null) {
        return message;
      }
      if (next >= end) {
        live = true;
        behind = false;
        idle = true;
        // What came between the look and this would wake nobody.
        if (next >= log.next()) {
          return null;
        }
        idle = false;
      } else if (next < log.first()) {
        skipTo(log.first());
      } else if (next < log.firstInMemory()) {
        message = read();
        if (message != null || fetching || ended) {
          return message;
        }
      }
    }
  }

  /** Its connection takes no more for now. */
  protected final void full() {
    behind = true;
  }

  /**
   * True when it is further behind than it may be, and this is what happens then. Who waits for the
   * loop's turn alone is not slow, however many messages come meanwhile.
   */
  private boolean slow(SlowPolicy policy, long end) {
    return live
        && behind
        && topic.limits().slow() == policy
        && end - next > topic.limits().lag()
        && kind() != SubscriberKind.POLL;
  }

  /** Likewise, but nothing is read for it, and nobody wakes it. */
  protected final Message atHand() {
    List<Message> read = batch;
    if (read == null || read.isEmpty()) {
      return null;
    }
    int index = (int) (next - read.getFirst().offset());
    return index >= 0 && index < read.size() ? read.get(index) : null;
  }

  private void skipTo(long offset) {
    missed += offset - next;
    topic.dropped(offset - next);
    next = offset;
    batch = null;
  }

  /** From what was read, or begins to read; null when it has to wait for that, or to look again. */
  private Message read() {
    if (fetching) {
      return null;
    }
    Message message = atHand();
    if (message != null) {
      return message;
    }
    batch = null;
    fetching = true;
    topic.log().fetch(next, BATCH_BYTES, this::fetched);
    return null;
  }

  private void fetched(List<Message> messages) {
    batch = messages;
    // What cannot be read would be missing without a word.
    ended |= messages.isEmpty();
    fetching = false;
    wake();
  }

  /** It has, or will have, the message that {@link #peek} gave. */
  protected final void taken() {
    next++;
  }

  /** How many messages it did not get since this was last asked: it is to be told. */
  protected final long missed() {
    long count = missed;
    missed = 0;
    return count;
  }

  /** Messages it is behind by its own fault; 0 while it reads what is old. */
  final long lag() {
    return live && behind ? Math.max(0, topic.log().next() - next) : 0;
  }

  /** By its owner: there may be a message for it. */
  final void tell() {
    if (!ended && slow(SlowPolicy.DISCONNECT, topic.log().next())) {
      ended = true;
      topic.disconnected();
      wake();
    } else if (idle) {
      idle = false;
      wake();
    }
  }

  /** True while it has a place with the topic. */
  final boolean isSubscribed() {
    return audience != null;
  }
}
