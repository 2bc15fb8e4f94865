// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.grpc.wire.LengthPrefixedReader;
import socketlab.protocol.grpc.wire.MessageEncoding;
import socketlab.protocol.grpc.wire.MessageMemory;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.BodyProducer.Next;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * What leaves of a call: its head, messages that wait for room, and the status. Thread-safe, by its
 * own lock, which is held for no call to anybody else.
 *
 * <p>An answer of several messages begins with the first of them. One that is nothing but a status
 * is a head alone, which says it ("Trailers-Only").
 */
final class CallOutput {
  /** Bytes that wait, from which on no message should be added. */
  static final int HIGH_WATER = 64 * 1024;

  private static final int FIRST = 256;
  private static final MediaType TYPE = MediaType.of("application/grpc");

  private final Runnable waker;
  private final MessageMemory memory;
  private final boolean readsGzip;

  /** Null before it is known. */
  private Response response;

  private BodyProducer body;

  /** Fields of the head that are not always there; null when there are none. */
  private List<Field> head;

  private boolean offersGzip;
  private Output waiting = new Output(FIRST);
  private int counted;

  /** Bytes at the begin of what waits that belong to a message of which others have left. */
  private int rest;

  private boolean beginAsked;
  private boolean begun;
  private List<Field> trailers = List.of();
  private volatile boolean over;

  /** The connection's thread while it is in a callback: what is said then leaves behind it. */
  private volatile Thread inside;

  private int depth;

  /**
   * @param waker of the response
   * @param readsGzip whether the client does
   */
  CallOutput(Runnable waker, MessageMemory memory, boolean readsGzip) {
    this.waker = waker;
    this.memory = memory;
    this.readsGzip = readsGzip;
  }

  /**
   * Where the answer goes; inside a callback.
   *
   * @param response has been postponed
   * @param body whom its body is asked of
   */
  synchronized void answerBy(Response response, BodyProducer body) {
    this.response = response;
    this.body = body;
  }

  // Callbacks, by the connection's thread.

  void enter() {
    if (depth++ == 0) {
      inside = Thread.currentThread();
    }
  }

  /** What was said meanwhile may leave; a body that has begun is asked for by the carrier. */
  void leave() {
    if (--depth == 0) {
      inside = null;
      begin();
    }
  }

  // By any thread.

  synchronized void head(Field field) {
    if (begun) {
      return;
    }
    if (head == null) {
      head = new ArrayList<>(4);
    }
    head.add(field);
  }

  synchronized void offerCompression() {
    offersGzip = readsGzip && !begun || offersGzip;
  }

  private synchronized boolean offersCompression() {
    return offersGzip;
  }

  void send(byte[] bytes, int from, int length, boolean compressed) {
    GrpcError full;
    if (compressed && offersCompression()) {
      byte[] packed = MessageEncoding.compress(bytes, from, length);
      full = add(true, packed, 0, packed.length);
    } else {
      full = add(false, bytes, from, length);
    }
    if (full != null) {
      end(full.status(), List.of());
    } else {
      said();
    }
  }

  private synchronized GrpcError add(boolean compressed, byte[] bytes, int from, int length) {
    if (over) {
      return null;
    }
    int before = waiting.size();
    LengthPrefixedReader.putPrefix(compressed, length, waiting);
    waiting.put(bytes, from, length);
    try {
      counted = memory.recount(counted, waiting.capacity());
      return null;
    } catch (GrpcError e) {
      waiting.truncate(before);
      return e;
    }
  }

  synchronized boolean isReady() {
    return waiting.size() < HIGH_WATER;
  }

  synchronized boolean hasMore() {
    return over || !waiting.isEmpty();
  }

  /** True when it has been ended, or nobody waits for it. */
  boolean isOver() {
    return over;
  }

  /** Ends it behind what waits; false when it has ended before. */
  boolean end(GrpcStatus status, List<Field> more) {
    synchronized (this) {
      if (over) {
        return false;
      }
      trailers = status.fields(more);
      over = true;
    }
    said();
    return true;
  }

  /** Likewise, without what waits, but for the rest of a message that has left in part. */
  boolean cut(GrpcStatus status) {
    synchronized (this) {
      if (over) {
        return false;
      }
      waiting.truncate(rest);
    }
    return end(status, List.of());
  }

  /** Begins the answer, and has its body asked for. */
  void wake() {
    synchronized (this) {
      beginAsked = true;
    }
    said();
  }

  /** Inside a callback it leaves when that returns. */
  private void said() {
    if (inside != Thread.currentThread() && !begin()) {
      waker.run();
    }
  }

  /** Begins the answer when there is one; false when it had begun. */
  private boolean begin() {
    boolean alone;
    synchronized (this) {
      if (begun) {
        return false;
      }
      if (response == null || !over && !beginAsked && waiting.isEmpty()) {
        return true;
      }
      begun = true;
      alone = over && waiting.isEmpty();
    }
    response.type(TYPE);
    if (head != null) {
      head.forEach(response::field);
    }
    if (offersGzip) {
      response.field(MessageEncoding.USED);
    }
    if (alone) {
      trailers.forEach(response::field);
      response.send(Status.OK);
      release();
    } else {
      response.stream(Status.OK, body);
    }
    return true;
  }

  // By the connection's thread.

  /** Takes what waits. */
  synchronized Next take(Output out, int most) {
    int count = Math.min(waiting.size(), most);
    pass(count);
    out.put(waiting.array(), waiting.offset(), count);
    waiting.sent(count);
    if (!waiting.isEmpty()) {
      return Next.MORE;
    }
    if (counted > 0) {
      release();
    }
    return over ? Next.END : Next.LATER;
  }

  /** So many bytes leave: finds out how many more belong to the last message among them. */
  private void pass(int count) {
    int at = waiting.offset();
    int left = count;
    while (left > 0) {
      if (rest == 0) {
        rest = LengthPrefixedReader.PREFIX + LengthPrefixedReader.lengthAt(waiting.array(), at);
      }
      int step = Math.min(left, rest);
      rest -= step;
      at += step;
      left -= step;
    }
  }

  synchronized List<Field> trailers() {
    return trailers;
  }

  /** Lets go of what waits. */
  synchronized void release() {
    waiting = new Output(FIRST);
    memory.release(counted);
    counted = 0;
    rest = 0;
  }
}
