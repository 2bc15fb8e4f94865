// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.carrier.Handover;
import socketlab.protocol.http.carrier.Tunnel;
import socketlab.protocol.http2.bound.BodyBuffer;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.request.Http2Request;

/**
 * A request and its answer: one stream of a connection. Used again for another one when nobody else
 * may hold it.
 *
 * <p>Thread contract: that of {@link Handover}; the fields are of the connection's thread.
 */
final class Http2Stream extends Handover implements Runnable {
  /** Bytes of a buffer above which a stream is not kept for another request. */
  private static final int LARGEST_KEPT = 8 * 1024;

  private final Signals signals;
  private final Peer peer;
  private final DataScheduler scheduler;
  final Http2Request request = new Http2Request(this);
  final Http2Response response = new Http2Response(this);

  /** Body that has come and that nobody has taken. */
  final BodyBuffer held = new BodyBuffer();

  /** Its number. */
  int id;

  StreamState state;

  // What comes.

  /** Bytes that the body may have. */
  long bodyLimit;

  /** Bytes of the body so far. */
  long received;

  /** Bytes of the body since its time began. */
  long receivedSince;

  /** When its time began. */
  long since;

  /** Bytes that the peer may send; it is told of more when half of them are used. */
  int receiveWindow;

  /** The consumer did not take all it was offered. */
  boolean blocked;

  /** What still comes of the body is of no use. */
  boolean discards;

  /** The peer waits for 100 (Continue) before it sends its body. */
  boolean owesContinue;

  /** Why its body does not come to its end, once that is known. */
  HttpError fault;

  /** The fields behind the body; null while it has not ended, and when its end has been told. */
  List<Field> trailers;

  // What leaves.

  /** Bytes of data that the peer takes; below 0 when it has shrunk its windows. */
  int sendWindow;

  /** Bytes of the windows that were used by what was written straight. */
  private int windowUsed;

  /** What was written straight told the peer of the encoder's table. */
  private boolean toldTable;

  /** The head of the answer is in the connection's output. */
  boolean begun;

  /** It is in the scheduler's line. */
  boolean queued;

  /** It has data, and no window. */
  boolean stalled;

  /** It is among those that wait for the connection's window. */
  boolean starved;

  /** Since when. */
  long stalledSince;

  /** Who makes the rest of the body, or null. */
  BodyProducer producer;

  /** The producer, when it is a session that has the stream to itself; else null. */
  Tunnel tunnel;

  /** Bytes that the producer is still to make, or {@link AnswerHead#UNTOLD}. */
  long left;

  /** The producer has made all. */
  boolean produced;

  // What the connection counts it for.

  /** It is among the open streams of its connection. */
  boolean listed;

  /** Bytes of memory. */
  int counted;

  /** Bytes among them that are an answer. */
  int unsent;

  /** It was given to the workers. */
  boolean withWorkers;

  /** It is among those whose handler is not begun, for want of room. */
  boolean waits;

  /** It is closed, and its handler still waits for a worker, or runs. */
  boolean lingers;

  final AtomicBoolean signalled = new AtomicBoolean();
  Http2Stream nextSignalled;

  Http2Stream(HttpConfig config, Peer peer, Signals signals, DataScheduler scheduler) {
    super(512, peer, config);
    this.peer = peer;
    this.signals = signals;
    this.scheduler = scheduler;
  }

  void open(int id, int sendWindow) {
    this.id = id;
    this.sendWindow = sendWindow;
    receiveWindow = Http2Limits.STREAM_WINDOW;
    state = StreamState.OPEN;
    received = 0;
    receivedSince = 0;
    blocked = false;
    discards = false;
    owesContinue = false;
    fault = null;
    trailers = null;
    begun = false;
    stalled = false;
    producer = null;
    tunnel = null;
    left = AnswerHead.UNTOLD;
    produced = false;
    listed = false;
    counted = 0;
    unsent = 0;
    windowUsed = 0;
    toldTable = false;
    withWorkers = false;
    lingers = false;
    begin(false);
  }

  /** Its body will be streamed. */
  void streams() {
    begin(true);
  }

  /** By any thread: there is something for the connection's to look at. */
  @Override
  protected void wake() {
    signals.add(this);
    peer.wake();
  }

  // The handler.

  /** By a worker. */
  @Override
  public void run() {
    if (isAbandoned()) {
      handled();
      wake();
      return;
    }
    boolean answered = handle(0);
    handled();
    if (answered) {
      finish();
    } else {
      wake();
    }
    if (isAbandoned()) {
      closeConsumer();
    }
  }

  /**
   * By the connection's thread.
   *
   * @param out what the answer is written to straight, or null
   * @return true when the answer is there
   */
  boolean runInPlace(Output out) {
    response.begin(out);
    boolean answered = handle(out == null ? 0 : out.size());
    handled();
    response.handlerReturned();
    return answered;
  }

  private boolean handle(int size) {
    try {
      config().handler().handle(request, response);
      if (response.isAnswered() || response.isLater()) {
        return !response.isLater();
      }
      throw new IllegalStateException("the handler gave no answer");
    } catch (Throwable e) {
      // A handler is not trusted: whatever it throws, the server and the connection live on.
      config().failures().accept(e);
      dropConsumer();
      response.fail(Status.INTERNAL_SERVER_ERROR, Http2Response.FAILED, size);
      return !response.isLater();
    }
  }

  /** No handler will run for it: this is the answer, to the stream's own output. */
  void refuse(HttpError error) {
    handled();
    response.begin(null);
    response.refuse(error.status(), Http2Response.reason(error));
    finish();
  }

  /** Puts this in the place of the handler's answer, unless another thread writes that just now. */
  void fail(HttpError error) {
    response.fail(error.status(), Http2Response.reason(error), 0);
  }

  @Override
  protected BodyProducer takeProducer() {
    return takeProducerOnce();
  }

  private synchronized BodyProducer takeProducerOnce() {
    return response.takeProducer();
  }

  // What the response asks for.

  /** A session for the bytes that follow, both ways. */
  Tunnel tunnel(SessionFactory successor) {
    return new Tunnel(successor, peer, waker());
  }

  /** The head of an answer, or of an interim one, has been written; {@code at} is where. */
  void headWritten(int at, Output direct) {
    if (direct != null) {
      toldTable |= scheduler.headLeaves(at, direct);
    }
  }

  /** Writes a body straight to the connection, as far as windows go; true when that was all. */
  boolean sendDirect(byte[] body, int from, int length, Output out) {
    int sent = scheduler.sendDirect(this, body, from, length, out);
    windowUsed = sent;
    output().put(body, from + sent, length - sent);
    return sent == length;
  }

  /** What was written straight is taken back. */
  void undoDirect() {
    scheduler.undo(this, windowUsed);
    windowUsed = 0;
    if (toldTable) {
      scheduler.tellTable();
    }
  }

  /** True when more of its request is to come. */
  boolean awaitsMore() {
    return state.takesMore() && trailers == null;
  }

  /** True when its answer is there, and nobody is about to say more. */
  boolean mayLeave() {
    return begun || isReady() && (isHandled() || !isStreamed());
  }

  /** What follows of the answer once its head has left. */
  void beginBody() {
    begun = true;
    producer = takeProducerOnce();
    left = response.length();
    if (producer instanceof Tunnel through) {
      tunnel = through;
      consume(through);
      // For what may have come before it.
      wake();
    }
    if (producer != null) {
      if (hasPeerEnded()) {
        guarded(config(), producer::peerEnded);
      }
      if (isStopping()) {
        guarded(config(), producer::stopping);
      }
    }
  }

  /** True when there is nothing more to send. */
  boolean hasSentAll() {
    return output().isEmpty() && (producer == null || produced || left == 0);
  }

  // Its end.

  /** Its answer does not leave, or not to its end. */
  void drop() {
    BodyProducer cut = producer;
    producer = null;
    if (cut != null) {
      guarded(config(), cut::closed);
    }
    abandon();
  }

  /**
   * Gets ready for another request.
   *
   * @return false when it is not to be used again: another thread may hold it, or it is large
   */
  boolean again() {
    request.release();
    held.release(LARGEST_KEPT);
    if (isStreamed()
        || response.isLater()
        || isAbandoned()
        || withWorkers && !isReady()
        || output().capacity() > LARGEST_KEPT
        || request.block.capacity() > LARGEST_KEPT) {
      return false;
    }
    renew();
    return true;
  }
}
