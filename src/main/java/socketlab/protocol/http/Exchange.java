// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Answer;

/**
 * A request that left the connection's thread, or has to wait its turn: its own copy of the bytes,
 * and an answer that leaves when all before it have left.
 */
final class Exchange extends Answer implements Runnable {
  /** Bytes of output above which it is not kept for another request: the peer may be idle long. */
  private static final int LARGEST_KEPT = 8 * 1024;

  private static final byte[] FAILED = "the handler failed\n".getBytes(US_ASCII);

  private final HttpSession session;
  final HttpRequest request = new HttpRequest();
  final HttpResponse response;

  /** Bytes it counts for while it waits. */
  int cost;

  Exchange(HttpSession session, HttpConfig config, Runnable wake) {
    super(512, wake);
    this.session = session;
    this.response = new HttpResponse(session, config.date(), this);
  }

  /** Takes a copy of the request; what the reader parses next is none of its business. */
  void take(HttpRequest from) {
    request.copy(from);
    cost = request.headEnd + request.bodyLength();
    response.begin(request, output());
  }

  /** Gets ready for an answer that no handler gives. */
  void blank(Method method, boolean close) {
    request.clear();
    request.method = method;
    request.close = close;
    cost = 0;
    response.begin(request, output());
  }

  /** Runs the handler: in a worker, or in place behind answers that are not ready. */
  @Override
  public void run() {
    if (handle(session.config(), request, response, 0)) {
      finish();
    }
  }

  /** The answer is whole: it leaves in its turn, unless nothing leaves any more. */
  void finish() {
    complete();
    if (session.isGone()) {
      abandon();
    }
  }

  /**
   * The answer will not leave. Called when that is decided and when the answer is whole, by two
   * threads maybe; the one that comes last finds the stream, if there is one, and ends it.
   */
  void abandon() {
    BodyStream body = isReady() ? takeBody() : null;
    if (body != null) {
      body.closed();
    }
  }

  /** The stream of this answer, for the first who asks. */
  synchronized BodyStream takeBody() {
    return response.takeBody();
  }

  /**
   * Gets ready for another request.
   *
   * @return false when it is not to be used again: another thread may hold it, or it is large
   */
  boolean again() {
    if (response.isLater() || output().capacity() > LARGEST_KEPT) {
      return false;
    }
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
  static boolean handle(HttpConfig config, HttpRequest request, HttpResponse response, int size) {
    try {
      config.handler().handle(request, response);
      if (response.isAnswered() || response.isLater()) {
        return !response.isLater();
      }
      throw new IllegalStateException("the handler gave no answer");
    } catch (Throwable e) {
      // A handler is not trusted: whatever it throws, the server and the connection live on.
      config.failures().accept(e);
      response.fail(Status.INTERNAL_SERVER_ERROR, FAILED, size);
      return !response.isLater();
    }
  }
}
