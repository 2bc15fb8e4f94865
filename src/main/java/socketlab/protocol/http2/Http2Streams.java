// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.carrier.Handover;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * The streams of a connection, from the request that has come to the answer that has left: which
 * there are, what they keep, and how one ends. Confined to the connection's thread.
 *
 * <pre>
 *   Dispatch ─▶ handler ─▶ signalled ─▶ DataScheduler ─▶ sentAll · reset
 *      ▲                       ▲                              │
 *      └───────── Bodies ──────┘         fresh ◀── spares ◀───┘
 * </pre>
 */
final class Http2Streams implements DataScheduler.Owner {
  /** Streams that are kept for other requests; more are in use at once only where workers are. */
  private static final int SPARES = 16;

  private final HttpConfig config;
  private final Peer peer;
  private final Signals signals = new Signals();
  private final StreamTable table = new StreamTable();
  final DataScheduler scheduler;
  final Dispatch dispatch;
  final Bodies bodies;

  private final Http2Stream[] spares = new Http2Stream[SPARES];
  private int spareCount;

  /** Those that are closed while a worker still has them. */
  private int lingering;

  private int kept;
  private int unsent;
  private int taken;

  /** When the last stream ended, or the connection began. */
  private long quietSince;

  /**
   * @param sendWindow bytes that the peer takes on the connection
   * @param sent told how many bytes of data have left
   * @param opened told how many bytes the peer may send more, when it has been
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
    scheduler = new DataScheduler(this, sendWindow, sent);
    dispatch = new Dispatch(config, peer, this);
    bodies = new Bodies(config, peer, recent, this, opened);
    quietSince = peer.now();
  }

  // Which there are.

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

  /** A request whose body follows, or whose answer does not leave at once. */
  void list(Http2Stream stream) {
    if (!stream.listed) {
      stream.listed = true;
      table.add(stream);
    }
    count(stream);
  }

  // What they keep.

  /** Bytes of memory that requests and answers take. */
  int kept() {
    return kept;
  }

  /** False while too much of answers waits for the peer. */
  boolean mayAnswerMore() {
    return unsent < Http2Limits.KEPT;
  }

  /** Counts anew what it takes. */
  void count(Http2Stream stream) {
    if (!stream.listed) {
      return;
    }
    int answer = stream.begun || stream.isReady() ? stream.output().size() : 0;
    if (stream.tunnel != null) {
      answer += stream.tunnel.unsent();
      taken += stream.tunnel.taken();
    }
    BodyConsumer consumer = stream.consumer();
    int consumed = consumer == null ? 0 : consumer.kept();
    int all = stream.request.block.capacity() + stream.held.kept() + consumed + answer;
    kept += all - stream.counted;
    unsent += answer - stream.unsent;
    stream.counted = all;
    stream.unsent = answer;
  }

  /** Messages that sessions with a stream of their own have taken since the last call. */
  int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  long quietSince() {
    return quietSince;
  }

  @Override
  public long now() {
    return peer.now();
  }

  boolean wantsRoom() {
    return dispatch.wantsRoom() || scheduler.wantsRoom();
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
      dispatch.retry(out);
    } while (scheduler.wantsRoom() && !out.isFull());
    bodies.payBack(out);
  }

  /** Some thread has something for this one. */
  void signalled(Http2Stream stream, Output out) {
    if (stream.state == null || stream.state == StreamState.CLOSED) {
      if (stream.lingers && stream.isHandled()) {
        stream.lingers = false;
        lingering--;
      }
      return;
    }
    if (stream.tunnel != null) {
      stream.tunnel.resumed();
    }
    bodies.unblock(stream);
    bodies.goOn(stream, out);
    if (stream.state != StreamState.CLOSED && stream.mayLeave()) {
      count(stream);
      scheduler.add(stream);
    }
  }

  // The end of a stream.

  @Override
  public void sentSome(Http2Stream stream, Output out) {
    count(stream);
    if (bodies.unblock(stream)) {
      bodies.deliver(stream, out);
    }
  }

  @Override
  public void sentAll(Http2Stream stream, Output out) {
    stream.state = stream.state.localEnded();
    if (stream.tunnel != null) {
      if (stream.tunnel.isOver()) {
        stream.tunnel.closed();
      }
      // From now on the peer has as long for its own end as for the rest of a body.
      stream.since = peer.now();
      stream.receivedSince = 0;
    }
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

  @Override
  public void failed(Http2Stream stream, Throwable e, Output out) {
    bodies.failed(stream, e, out);
  }

  void closeIfDone(Http2Stream stream) {
    if (stream.state == StreamState.CLOSED) {
      if (stream.tunnel != null) {
        stream.tunnel.closed();
      }
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
      bodies.credit(stream.isStreamed() ? stream.held.size() : 0);
    }
    stream.state = StreamState.CLOSED;
    remove(stream);
    scheduler.forget(stream);
    dispatch.forget(stream);
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

  // What happens meanwhile.

  /** The server stops. */
  void stopping() {
    dispatch.stopping();
    table.forEach(
        stream -> {
          stream.stopping();
          if (stream.producer != null) {
            Handover.guarded(config, stream.producer::stopping);
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
              Handover.guarded(config, stream.producer::peerEnded);
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
    dispatch.clear();
  }
}
