// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * The streams of a connection, from the request that has come to the answer that has left: who runs
 * the handler and when, who takes the body, and how a stream ends before its time. Confined to the
 * connection's thread.
 */
final class Http2Streams implements DataScheduler.Owner {
  /** Streams that are kept for other requests; more are in use at once only where workers are. */
  private static final int SPARES = 16;

  private final HttpConfig config;
  private final Peer peer;
  private final RecentStreams recent;
  private final Signals signals = new Signals();
  private final StreamTable table = new StreamTable();
  final DataScheduler scheduler;

  /** Requests whose handler is not begun, for want of room. */
  private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>();

  private final Http2Stream[] spares = new Http2Stream[SPARES];
  private int spareCount;

  /** Those that are closed while a worker still has them. */
  private int lingering;

  private int kept;
  private int unsent;

  /** The output was full when a handler was to begin. */
  private boolean wantsRoom;

  private boolean stopping;

  /** Bytes of bodies that have been taken, or are of no use, and that the peer may send again. */
  private int connectionCredit;

  /** When the last stream ended, or the connection began. */
  private long quietSince;

  /** Told how many bytes the peer may send more, when it has been. */
  private final IntConsumer opened;

  /**
   * @param sendWindow bytes that the peer takes on the connection
   * @param sent told how many bytes of data have left
   */
  Http2Streams(
      HttpConfig config,
      Peer peer,
      RecentStreams recent,
      int sendWindow,
      IntConsumer sent,
      IntConsumer opened) {
    this.config = config;
    this.peer = peer;
    this.recent = recent;
    this.opened = opened;
    scheduler = new DataScheduler(this, sendWindow, sent);
    quietSince = peer.now();
  }

  boolean isEmpty() {
    return table.isEmpty();
  }

  /** True when there may be no more of them. */
  boolean isFull() {
    return table.size() + lingering >= Http2Limits.STREAMS;
  }

  Http2Stream get(int id) {
    return table.get(id);
  }

  void forEach(Consumer<? super Http2Stream> shown) {
    table.forEach(shown);
  }

  long quietSince() {
    return quietSince;
  }

  @Override
  public long now() {
    return peer.now();
  }

  /** Bytes of memory that requests and answers take. */
  int kept() {
    return kept;
  }

  boolean wantsRoom() {
    return wantsRoom || scheduler.wantsRoom();
  }

  /** One that is not in use. */
  Http2Stream fresh() {
    if (spareCount > 0) {
      Http2Stream spare = spares[--spareCount];
      spares[spareCount] = null;
      return spare;
    }
    return new Http2Stream(config, peer, signals, scheduler);
  }

  /** It has not been used after all. */
  void giveBack(Http2Stream stream) {
    if (spareCount < SPARES && stream.again()) {
      spares[spareCount++] = stream;
    }
  }

  // Requests.

  /** A request whose body follows. */
  void list(Http2Stream stream) {
    if (!stream.listed) {
      stream.listed = true;
      table.add(stream);
    }
    count(stream);
  }

  /** A request that is whole, or whose body the handler takes as it comes. */
  void dispatch(Http2Stream stream, Output out) {
    boolean roomy = waiting.isEmpty() && unsent < Http2Limits.KEPT;
    if (!roomy || !start(stream, out)) {
      list(stream);
      waiting.add(stream);
    }
  }

  /** False when the workers have no room for it. */
  private boolean start(Http2Stream stream, Output out) {
    if (stopping) {
      stream.stopping();
    }
    if (peer.handlers().areInPlace() || !needsWorker(stream)) {
      inPlace(stream, out);
      return true;
    }
    list(stream);
    stream.response.begin(null);
    // Before the offer, which may run it.
    stream.withWorkers = true;
    if (!peer.handlers().offer(stream, peer)) {
      stream.withWorkers = false;
      return false;
    }
    return true;
  }

  private boolean needsWorker(Http2Stream stream) {
    try {
      return config.handler().needsWorker(stream.request);
    } catch (Throwable e) {
      config.failures().accept(e);
      return true;
    }
  }

  private void inPlace(Http2Stream stream, Output out) {
    // With a body still to come, what is said to it leaves before the answer.
    boolean answered = stream.runInPlace(stream.isStreamed() ? null : out);
    if (stream.isStreamed() && answered) {
      stream.finish();
      signalled(stream, out);
      return;
    }
    if (!answered) {
      list(stream);
      goOn(stream, out);
      return;
    }
    stream.beginBody();
    if (stream.response.isWhole()) {
      sentAll(stream, out);
      return;
    }
    list(stream);
    scheduler.add(stream);
  }

  /** Begins those that had to wait, in their order, as far as there is room. */
  private void retry(Output out) {
    wantsRoom = false;
    while (!waiting.isEmpty() && unsent < Http2Limits.KEPT) {
      Http2Stream stream = waiting.peek();
      if (stream.state == StreamState.CLOSED || stream.fault != null && !stream.isStreamed()) {
        waiting.poll();
        continue;
      }
      if (out.isFull()) {
        wantsRoom = true;
        return;
      }
      if (!start(stream, out)) {
        return;
      }
      waiting.poll();
    }
  }

  /** A request that no handler sees, and its answer; what follows of it is of no use. */
  void refuse(Http2Stream stream, HttpError error) {
    list(stream);
    stream.discards = true;
    stream.refuse(error);
    count(stream);
    scheduler.add(stream);
  }

  // What other threads have done.

  /** Looks at those that were signalled, and lets leave what may. */
  void advance(Output out) {
    for (Http2Stream stream = signals.takeAll(); stream != null; ) {
      Http2Stream next = Signals.next(stream);
      signalled(stream, out);
      stream = next;
    }
    do {
      scheduler.pump(out);
      retry(out);
    } while (scheduler.wantsRoom() && !out.isFull());
    payBack(out);
  }

  private void signalled(Http2Stream stream, Output out) {
    if (stream.state == null || stream.state == StreamState.CLOSED) {
      if (stream.lingers && stream.isHandled()) {
        stream.lingers = false;
        lingering--;
      }
      return;
    }
    unblock(stream);
    goOn(stream, out);
    if (stream.state != StreamState.CLOSED && stream.mayLeave()) {
      count(stream);
      scheduler.add(stream);
    }
  }

  /** The consumer may have room again; meanwhile it was not the peer that was slow. */
  private boolean unblock(Http2Stream stream) {
    if (!stream.blocked) {
      return false;
    }
    stream.blocked = false;
    stream.since = peer.now();
    stream.receivedSince = 0;
    return true;
  }

  /** What may be done about a body, once the handler has returned. */
  private void goOn(Http2Stream stream, Output out) {
    if (!stream.isStreamed() || !stream.isHandled()) {
      return;
    }
    if (stream.fault != null) {
      settleFault(stream, out);
      return;
    }
    if (stream.owesContinue && stream.consumer() != null) {
      stream.owesContinue = false;
      if (!stream.begun && stream.received == 0) {
        scheduler.sendContinue(stream, out);
      }
    }
    deliver(stream, out);
  }

  // Bodies.

  /** Bytes of a body have come. */
  void received(Http2Stream stream, byte[] bytes, int from, int to, Output out) {
    stream.owesContinue = false;
    if (!stream.isStreamed()) {
      stream.held.add(bytes, from, to);
      pay(stream, to - from, out);
    } else {
      int at = from;
      if (stream.consumer() != null && stream.consumer().mayPause()) {
        // Its time begins with what comes now.
        stream.since = peer.now();
        stream.receivedSince = to - from;
      }
      if (stream.held.isEmpty() && !stream.blocked && stream.consumer() != null) {
        at += offer(stream, bytes, from, to, out);
      }
      if (stream.discards || stream.state == StreamState.CLOSED) {
        credit(to - at);
      } else if (at < to) {
        stream.held.add(bytes, at, to);
      }
    }
    count(stream);
  }

  /** The request is whole. */
  void ended(Http2Stream stream, List<Field> trailers, Output out) {
    stream.state = stream.state.remoteEnded();
    recent.endedByPeer(stream.id);
    if (stream.discards) {
      closeIfDone(stream);
    } else if (!stream.isStreamed()) {
      stream.request.body(stream.held.bytes(), stream.held.size());
      stream.request.trailers(trailers);
      dispatch(stream, out);
    } else {
      stream.trailers = trailers;
      deliver(stream, out);
    }
  }

  /** Gives the consumer what has come, and tells it of the end. */
  private void deliver(Http2Stream stream, Output out) {
    BodyConsumer consumer = stream.consumer();
    if (consumer == null) {
      return;
    }
    BodyBuffer held = stream.held;
    while (!held.isEmpty() && !stream.blocked && stream.consumer() != null) {
      held.take(offer(stream, held.bytes(), held.from(), held.from() + held.size(), out));
    }
    if (held.isEmpty() && stream.trailers != null && stream.consumer() != null) {
      List<Field> trailers = stream.trailers;
      stream.trailers = null;
      try {
        stream.takeConsumer().ended(trailers);
      } catch (Throwable e) {
        failed(stream, e, out);
        return;
      }
      if (stream.state == StreamState.HALF_CLOSED_LOCAL) {
        stream.state = StreamState.CLOSED;
      }
      askAgain(stream);
      closeIfDone(stream);
    }
    count(stream);
  }

  /** Offers bytes to the consumer; how many it took. */
  private int offer(Http2Stream stream, byte[] bytes, int from, int to, Output out) {
    try {
      int count = stream.consumer().receive(bytes, from, to);
      if (count == BodyConsumer.UNWANTED) {
        stream.leaveBodyUnread();
        leaveUnread(stream, out);
        return 0;
      }
      if (count < 0 || count > to - from) {
        throw new IllegalStateException("a consumer took " + count + " of " + (to - from));
      }
      stream.blocked = count < to - from;
      pay(stream, count, out);
      if (count > 0) {
        // Who took nothing has nothing new to send, and would be asked for ever.
        askAgain(stream);
      }
      return count;
    } catch (Throwable e) {
      failed(stream, e, out);
      return 0;
    }
  }

  /** What was taken may be what the answer is made of. */
  private void askAgain(Http2Stream stream) {
    if (stream.producer != null) {
      scheduler.add(stream);
    }
  }

  /** Nobody wants the rest of the body. */
  private void discard(Http2Stream stream) {
    stream.discards = true;
    if (stream.isStreamed()) {
      credit(stream.held.size());
    }
    stream.held.take(stream.held.size());
  }

  private void leaveUnread(Http2Stream stream, Output out) {
    discard(stream);
    if (stream.state == StreamState.HALF_CLOSED_LOCAL) {
      reset(stream, ErrorCode.NO_ERROR, out);
    }
  }

  /** As with a handler: whatever a consumer or a producer throws, the server lives on. */
  @Override
  public void failed(Http2Stream stream, Throwable e, Output out) {
    config.failures().accept(e);
    if (stream.begun) {
      // The head has left, and only a stream cut off can tell the peer.
      reset(stream, ErrorCode.INTERNAL_ERROR, out);
    } else {
      cut(stream, new HttpError(Status.INTERNAL_SERVER_ERROR, "the handler failed"), out);
    }
  }

  /** The body does not come to its end, and neither does an answer that depends on it. */
  void cut(Http2Stream stream, HttpError why, Output out) {
    discard(stream);
    stream.fault = why;
    if (!stream.isStreamed()) {
      refuse(stream, why);
    } else if (stream.isHandled()) {
      settleFault(stream, out);
    }
  }

  private void settleFault(Http2Stream stream, Output out) {
    stream.closeConsumer();
    if (stream.begun) {
      boolean sent = stream.state == StreamState.HALF_CLOSED_LOCAL;
      reset(stream, sent ? ErrorCode.NO_ERROR : ErrorCode.CANCEL, out);
      return;
    }
    if (!stream.isReady() || !stream.response.hasProducer()) {
      stream.fail(stream.fault);
    }
    if (stream.mayLeave()) {
      if (stream.response.hasProducer()) {
        // Another thread was faster: an answer without the body it depends on would be a lie.
        reset(stream, ErrorCode.CANCEL, out);
      } else {
        count(stream);
        scheduler.add(stream);
      }
    }
  }

  // Windows for bodies.

  /** Bytes of a body are done with: the peer may send as many more. */
  void pay(Http2Stream stream, int count, Output out) {
    credit(count);
    int waiting = stream.isStreamed() ? stream.held.size() : 0;
    int used = Http2Limits.STREAM_WINDOW - stream.receiveWindow - waiting;
    if (used >= Http2Limits.STREAM_WINDOW / 2 && stream.awaitsMore()) {
      stream.receiveWindow += used;
      FrameWriter.windowUpdate(stream.id, used, out);
    }
  }

  /** Likewise, on the connection alone. */
  void credit(int count) {
    connectionCredit += count;
  }

  /** Tells the peer, once it is worth a frame. */
  private void payBack(Output out) {
    if (connectionCredit >= Http2Limits.CONNECTION_WINDOW / 2) {
      FrameWriter.windowUpdate(0, connectionCredit, out);
      opened.accept(connectionCredit);
      connectionCredit = 0;
    }
  }

  // The end of a stream.

  @Override
  public void sentSome(Http2Stream stream, Output out) {
    count(stream);
    if (unblock(stream)) {
      deliver(stream, out);
    }
  }

  @Override
  public void sentAll(Http2Stream stream, Output out) {
    stream.state = stream.state.localEnded();
    if (stream.state == StreamState.HALF_CLOSED_LOCAL
        && (stream.discards || stream.consumer() == null)) {
      // RFC 9113 section 8.1: the answer is whole, and the rest of the request is of no use.
      reset(stream, ErrorCode.NO_ERROR, out);
    } else if (stream.state == StreamState.CLOSED && stream.consumer() != null) {
      // What has come of the body is still being taken.
      stream.state = StreamState.HALF_CLOSED_LOCAL;
      sentSome(stream, out);
    } else {
      closeIfDone(stream);
    }
  }

  private void closeIfDone(Http2Stream stream) {
    if (stream.state == StreamState.CLOSED) {
      remove(stream);
      giveBack(stream);
    }
  }

  /** Ends a stream here and now. */
  void reset(Http2Stream stream, ErrorCode code, Output out) {
    FrameWriter.reset(stream.id, code, out);
    drop(stream);
  }

  /** The stream has ended, and its answer does not leave, or not to its end. */
  void drop(Http2Stream stream) {
    if (stream.listed) {
      credit(stream.isStreamed() ? stream.held.size() : 0);
    }
    stream.state = StreamState.CLOSED;
    remove(stream);
    stream.drop();
    if (stream.withWorkers && !stream.isHandled()) {
      stream.lingers = true;
      lingering++;
    }
  }

  private void remove(Http2Stream stream) {
    quietSince = peer.now();
    if (stream.listed) {
      stream.listed = false;
      table.remove(stream);
    }
    kept -= stream.counted;
    unsent -= stream.unsent;
    stream.counted = 0;
    stream.unsent = 0;
  }

  /** Counts anew what it takes. */
  private void count(Http2Stream stream) {
    if (!stream.listed) {
      return;
    }
    int answer = stream.begun || stream.isReady() ? stream.output().size() : 0;
    int all = stream.request.block.capacity() + stream.held.kept() + answer;
    kept += all - stream.counted;
    unsent += answer - stream.unsent;
    stream.counted = all;
    stream.unsent = answer;
  }

  // What happens meanwhile.

  /** The server stops. */
  void stopping() {
    stopping = true;
    table.forEach(
        stream -> {
          stream.stopping();
          if (stream.producer != null) {
            Http2Stream.guarded(config, stream.producer::stopping);
            scheduler.add(stream);
          }
        });
  }

  /** The peer sends nothing more: requests that are not whole do not become so. */
  void peerEnded() {
    table.forEach(
        stream -> {
          if (stream.state == StreamState.OPEN) {
            drop(stream);
          } else {
            stream.peerEnded();
            if (stream.producer != null) {
              Http2Stream.guarded(config, stream.producer::peerEnded);
            }
          }
        });
  }

  /** No window will be opened any more. */
  void dropStalled() {
    table.forEach(
        stream -> {
          if (stream.stalled) {
            drop(stream);
          }
        });
  }

  /** The connection is gone. */
  void dropAll() {
    table.forEach(this::drop);
    waiting.clear();
  }
}
