// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import socketlab.load.count.Failure;
import socketlab.protocol.Output;
import socketlab.protocol.Timer;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;

/**
 * One who asks again and again. It goes on from where the answer says: a {@code "next":N} in the
 * body becomes {@code from=N} of the next request, and {@code ETag} and {@code Last-Modified} come
 * back as {@code If-None-Match} and {@code If-Modified-Since} (RFC 9110 section 13.1).
 */
final class PollClient extends StreamClient implements BodySink {
  private static final byte[] NEXT = "\"next\":".getBytes(US_ASCII);
  private static final byte[] NOTHING = {};
  private static final int FIRST = 256;

  private final ResponseReader answer = new ResponseReader(false, this);
  private final boolean asksAtOnce;
  private Timer timer;
  private byte[] body = NOTHING;
  private int length;
  private int seen;
  private boolean isTooLong;
  private long from = -1;
  private String tag;
  private String modified;

  /** It is time to ask. */
  private boolean isDue = true;

  /** An answer is owed. */
  private boolean isAsked;

  private boolean hasAnswer;

  PollClient(StreamLane lane) {
    super(lane);
    asksAtOnce = lane.plan.pause().isZero();
  }

  @Override
  void opened() {
    answer.reset();
    isAsked = false;
    isDue = hasAnswer || asksAtOnce;
    if (!asksAtOnce) {
      timer = peer().timer(this::due);
    }
    if (!isDue) {
      timer.set(peer().now() + lane.firstPauseNanos());
      // It is open, and speaks when its turn comes.
      established();
    }
  }

  private void due() {
    isDue = true;
    peer().wake();
  }

  @Override
  void ask(Output out) {
    if (!isDue || isAsked) {
      return;
    }
    isDue = false;
    isAsked = true;
    StringBuilder fields = new StringBuilder();
    if (tag != null) {
      fields.append("If-None-Match: ").append(tag).append("\r\n");
    }
    if (modified != null) {
      fields.append("If-Modified-Since: ").append(modified).append("\r\n");
    }
    String path = from < 0 ? lane.target.path() : lane.target.pathFrom(from);
    send(lane.target.get(path, fields.toString()), out);
    // A long poll is answered when there is something to tell.
    established();
  }

  @Override
  int read(byte[] bytes, int begin, int to, Output out) {
    int at = begin;
    try {
      while (at < to) {
        if (!isAsked) {
          refuse(Failure.MALFORMED, "it answers what nobody has asked");
          return to - begin;
        }
        int taken = answer.read(bytes, at, to);
        at += taken;
        if (answer.isComplete()) {
          complete(out);
        } else if (taken == 0) {
          break;
        }
      }
    } catch (HttpError e) {
      refuse(Failure.MALFORMED, e.getMessage());
    }
    return at - begin;
  }

  private void complete(Output out) {
    isAsked = false;
    hasAnswer = true;
    int status = answer.status();
    boolean news = status == 200 && news();
    if (status != 200 && status != 204 && status != 304) {
      refuse(Failure.STATUS, "answered " + status);
      return;
    }
    if (isTooLong) {
      refuse(Failure.MALFORMED, "an answer is longer than " + MOST_MESSAGE + " bytes");
      return;
    }
    if (!news && lane.isMeasured(System.nanoTime())) {
      lane.tally.empty++;
    }
    goOn();
    length = 0;
    boolean isLast = answer.isLast();
    answer.next();
    if (isLast) {
      over();
    } else if (asksAtOnce) {
      isDue = true;
      ask(out);
    } else {
      timer.set(System.nanoTime() + lane.plan.pause().toNanos());
    }
  }

  /** Whether there are stamps, or what is told has changed where there are none. */
  private boolean news() {
    if (messages(body, 0, length) > 0) {
      return true;
    }
    int hash = Arrays.hashCode(Arrays.copyOf(body, length));
    boolean changed = hash != seen && length > 0 && next() < 0;
    seen = hash;
    if (changed) {
      unstamped();
    }
    return changed;
  }

  private void goOn() {
    long next = next();
    from = next < 0 ? from : next;
    tag = answer.field("etag") == null ? tag : answer.field("etag");
    modified = answer.field("last-modified") == null ? modified : answer.field("last-modified");
  }

  /** The number behind the last {@code "next":} of the body, or -1. */
  private long next() {
    for (int at = length - NEXT.length - 1; at >= 0; at--) {
      if (Arrays.equals(body, at, at + NEXT.length, NEXT, 0, NEXT.length)) {
        long value = 0;
        int digit = at + NEXT.length;
        for (; digit < length && body[digit] >= '0' && body[digit] <= '9'; digit++) {
          value = 10 * value + body[digit] - '0';
        }
        return digit == at + NEXT.length ? -1 : value;
      }
    }
    return -1;
  }

  @Override
  boolean mayEnd() {
    return !isAsked;
  }

  @Override
  public void endOfInput(Output out) {
    if (isAsked && answer.endOfInput()) {
      complete(out);
      over();
    } else {
      super.endOfInput(out);
    }
  }

  /** A server may end a connection between two answers; this one comes back. */
  @Override
  public void closed() {
    super.closed();
    if (goesOn()) {
      connect();
    }
  }

  @Override
  public int take(byte[] bytes, int begin, int to) {
    int count = to - begin;
    if (count > MOST_MESSAGE - length) {
      isTooLong = true;
      return count;
    }
    if (body.length - length < count) {
      body = Arrays.copyOf(body, Math.max(FIRST, Math.max(length + count, 2 * body.length)));
    }
    System.arraycopy(bytes, begin, body, length, count);
    length += count;
    return count;
  }

  @Override
  public int kept() {
    return length;
  }
}
