// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.concurrent.Executor;
import socketlab.protocol.Answer;
import socketlab.protocol.Peer;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Status;

/**
 * A request that left the connection's thread, has to wait its turn, is answered later, or whose
 * body is streamed: its own copy of the bytes, and an answer that leaves when all before it have
 * left.
 *
 * <p>Thread contract: of the connection's thread, but for {@link #run} and what the handler and who
 * answers later call, which one other thread at a time does. What both touch is volatile, or handed
 * over once by a synchronized method.
 */
final class Exchange extends Answer implements Runnable {
  /** Bytes of output above which it is not kept for another request: the peer may be idle long. */
  private static final int LARGEST_KEPT = 8 * 1024;

  private final Peer peer;
  private final HttpConfig config;
  final Http1Request request = new Http1Request(this);
  final Http1Response response;

  /** Bytes it counts for while it waits. */
  int cost;

  /** The peer waits for 100 (Continue) before it sends its body. */
  boolean owesContinue;

  /** Why its body does not come to its end, once that is known. */
  HttpError fault;

  private boolean streamed;
  private volatile boolean handled;
  private volatile boolean abandoned;
  private volatile boolean peerEnded;
  private volatile boolean stopping;
  private boolean bodyWanted;
  private BodyConsumer consumer;
  private Pending pending;

  Exchange(Peer peer, HttpConfig config) {
    super(512, peer);
    this.peer = peer;
    this.config = config;
    this.response = new Http1Response(null, this);
  }

  /**
   * Takes a copy of the request; what the reader parses next is none of its business.
   *
   * @param streamed when its body is not there, and will be streamed
   */
  void take(Http1Request from, boolean streamed) {
    this.streamed = streamed;
    bodyWanted = false;
    request.copy(from);
    cost = request.size();
    response.begin(request, output());
  }

  /** Gets ready for an answer that no handler gives, to this request. */
  void blank(Http1Request from, boolean close) {
    request.release();
    request.clear();
    request.method = from.method;
    request.close = close;
    cost = 0;
    response.begin(request, output());
  }

  /** Runs the handler: in a worker, or in place behind answers that are not ready. */
  @Override
  public void run() {
    boolean answered = handle(config, request, response, 0);
    if (streamed) {
      handled = true;
    }
    if (answered) {
      finish();
    } else if (streamed) {
      peer.wake();
      if (abandoned) {
        closeConsumer();
      }
    }
  }

  /** The answer is whole: it leaves in its turn, unless nothing leaves any more. */
  void finish() {
    if (response.isLater()) {
      takePending();
    }
    complete();
    if (abandoned) {
      abandon();
    }
  }

  boolean isStreamed() {
    return streamed;
  }

  /** True when it is whole, and nobody is about to say more. */
  boolean mayLeave() {
    return isReady() && (handled || !streamed);
  }

  /** True when its body is streamed, and the handler has returned: it is known who takes it. */
  boolean isHandled() {
    return handled;
  }

  /** The handler names who takes the body. */
  synchronized void receive(BodyConsumer consumer) {
    if (handled || bodyWanted) {
      throw new IllegalStateException("the body has been given to a consumer already");
    }
    bodyWanted = true;
    this.consumer = consumer;
  }

  /** True while nobody has been named to take the body: it will be left unread. */
  boolean leavesBodyUnread() {
    return streamed && !isBodyWanted();
  }

  private synchronized boolean isBodyWanted() {
    return bodyWanted;
  }

  /** Who took it wants no more. */
  synchronized void leaveBodyUnread() {
    bodyWanted = false;
    consumer = null;
  }

  /** Who takes the body; null while that is not known, when nobody does, and when it has ended. */
  BodyConsumer consumer() {
    return handled ? consumer : null;
  }

  /** Likewise, for who tells it of the end. */
  synchronized BodyConsumer takeConsumer() {
    BodyConsumer taken = consumer;
    consumer = null;
    return taken;
  }

  /** The handler failed, whoever it may have named before. */
  void dropConsumer() {
    BodyConsumer told = takeConsumer();
    synchronized (this) {
      bodyWanted = false;
    }
    if (told != null) {
      guarded(told::closed);
    }
  }

  /** The body does not come to its end. */
  void closeConsumer() {
    BodyConsumer told = handled ? takeConsumer() : null;
    if (told != null) {
      guarded(told::closed);
    }
  }

  Runnable waker() {
    return peer::wake;
  }

  Executor owner() {
    return peer.owner();
  }

  /** The answer comes later; until then this hears what happens. */
  void pending(Pending pending) {
    synchronized (this) {
      this.pending = pending;
    }
    if (abandoned) {
      closePending();
    } else {
      if (peerEnded) {
        tellPeerEnded();
      }
      if (stopping) {
        tellStopping();
      }
    }
  }

  private synchronized Pending takePending() {
    Pending taken = pending;
    pending = null;
    return taken;
  }

  private synchronized Pending pending() {
    return pending;
  }

  private void closePending() {
    Pending told = takePending();
    if (told != null) {
      guarded(told::closed);
    }
  }

  /** The peer has shut its sending side. */
  void peerEnded() {
    peerEnded = true;
    tellPeerEnded();
  }

  private void tellPeerEnded() {
    Pending told = pending();
    if (told != null) {
      guarded(told::peerEnded);
    }
  }

  /** The server stops. */
  void stopping() {
    stopping = true;
    tellStopping();
  }

  private void tellStopping() {
    Pending told = pending();
    if (told != null) {
      guarded(told::stopping);
    }
  }

  boolean hasPeerEnded() {
    return peerEnded;
  }

  /**
   * The answer will not leave. Called when that is decided and when the answer is whole, by two
   * threads maybe; the one that comes last finds the stream, if there is one, and ends it.
   */
  void abandon() {
    abandoned = true;
    closeConsumer();
    closePending();
    StreamedAnswer stream = isReady() ? takeStream() : null;
    if (stream != null) {
      guarded(stream.producer()::closed);
    }
  }

  /** The stream of this answer, for the first who asks. */
  StreamedAnswer takeStream() {
    return response.hasStream() ? takeStreamOnce() : null;
  }

  private synchronized StreamedAnswer takeStreamOnce() {
    return response.takeStream();
  }

  HttpConfig config() {
    return config;
  }

  /**
   * Puts an answer of its own in the place of the handler's, which has returned; one that another
   * thread writes just now is left alone.
   */
  void fail(HttpError error) {
    request.close = true;
    response.fail(error.status(), Http1Response.reason(error), 0);
  }

  /** No handler will run for it: this is the answer. */
  void refuse(HttpError error) {
    handled = streamed;
    fail(error);
    finish();
  }

  private void guarded(Runnable told) {
    guarded(config, told);
  }

  /** Tells one who is not trusted to bear it: whatever it throws, the server lives on. */
  static void guarded(HttpConfig config, Runnable told) {
    try {
      told.run();
    } catch (Throwable e) {
      config.failures().accept(e);
    }
  }

  /**
   * Gets ready for another request.
   *
   * @return false when it is not to be used again: another thread may hold it, or it is large
   */
  boolean again() {
    if (streamed || response.isLater() || output().capacity() > LARGEST_KEPT) {
      return false;
    }
    request.release();
    request.clear();
    renew();
    return true;
  }

  /**
   * Runs the handler and sees to it that there is an answer.
   *
   * @param size of the response's output before the handler
   * @return false when the answer comes later
   */
  static boolean handle(HttpConfig config, Http1Request request, Http1Response response, int size) {
    try {
      config.handler().handle(request, response);
      if (response.isAnswered() || response.isLater()) {
        return !response.isLater();
      }
      throw new IllegalStateException("the handler gave no answer");
    } catch (Throwable e) {
      // A handler is not trusted: whatever it throws, the server and the connection live on.
      config.failures().accept(e);
      response.dropConsumer();
      response.fail(Status.INTERNAL_SERVER_ERROR, Http1Response.FAILED, size);
      return !response.isLater();
    }
  }
}
