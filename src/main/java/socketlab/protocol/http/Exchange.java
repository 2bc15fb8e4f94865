// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Answer;

/**
 * A request that left the connection's thread, or has to wait its turn: its own copy of the bytes,
 * and an answer that leaves when all before it have left.
 */
final class Exchange extends Answer implements Runnable {
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

  /** The answer is whole. */
  void finish() {
    if (session.isGone() && response.body() != null) {
      response.body().closed();
    }
    complete();
  }

  /** May serve another request: it has left, and no other thread can still hold it. */
  void again() {
    renew();
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
      response.replace(Status.INTERNAL_SERVER_ERROR, FAILED, size);
      return true;
    }
  }
}
