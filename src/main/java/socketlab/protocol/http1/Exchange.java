// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import socketlab.protocol.Peer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.carrier.Handover;

/**
 * A request that left the connection's thread, has to wait its turn, is answered later, or whose
 * body is streamed: its own copy of the bytes, and an answer that leaves when all before it have
 * left.
 *
 * <p>Thread contract: that of {@link Handover}; {@link #run} is called by one thread, whichever.
 */
final class Exchange extends Handover implements Runnable {
  /** Bytes of output above which it is not kept for another request: the peer may be idle long. */
  private static final int LARGEST_KEPT = 8 * 1024;

  final Http1Request request = new Http1Request(this);
  final Http1Response response;

  /** Bytes it counts for while it waits. */
  int cost;

  /** The peer waits for 100 (Continue) before it sends its body. */
  boolean owesContinue;

  /** Why its body does not come to its end, once that is known. */
  HttpError fault;

  Exchange(Peer peer, HttpConfig config) {
    super(512, peer, config);
    this.response = new Http1Response(null, this);
  }

  /**
   * Takes a copy of the request; what the reader parses next is none of its business.
   *
   * @param streamed when its body is not there, and will be streamed
   */
  void take(Http1Request from, boolean streamed) {
    begin(streamed);
    request.copy(from);
    cost = request.size();
    response.begin(request, output());
  }

  /** Gets ready for an answer that no handler gives, to this request. */
  void blank(Http1Request from, boolean close) {
    begin(false);
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
    boolean answered = handle(config(), request, response, 0);
    handled();
    if (answered) {
      finish();
    } else if (isStreamed()) {
      wake();
      if (isAbandoned()) {
        closeConsumer();
      }
    }
  }

  /** True when it is whole, and nobody is about to say more. */
  boolean mayLeave() {
    return isReady() && (isHandled() || !isStreamed());
  }

  /** The stream of this answer, for the first who asks. */
  StreamedAnswer takeStream() {
    return response.hasStream() ? takeStreamOnce() : null;
  }

  private synchronized StreamedAnswer takeStreamOnce() {
    return response.takeStream();
  }

  @Override
  protected BodyProducer takeProducer() {
    StreamedAnswer stream = takeStream();
    return stream == null ? null : stream.producer();
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
    handled();
    fail(error);
    finish();
  }

  /**
   * Gets ready for another request.
   *
   * @return false when it is not to be used again: another thread may hold it, or it is large
   */
  boolean again() {
    if (isStreamed() || response.isLater() || output().capacity() > LARGEST_KEPT) {
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
