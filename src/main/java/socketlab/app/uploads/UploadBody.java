// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.concurrent.Executor;
import socketlab.app.route.Problem;
import socketlab.app.uploads.store.Refusal;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * A body on its way to an upload, and the one answer to it: by a thread of the disk when all is
 * stored, or when it is known that it will not be. Fed by the connection's thread.
 */
abstract class UploadBody implements BodyConsumer {
  private final Response later;
  private final Runnable waker;
  private final Executor threads;
  private Refusal refusal;

  /** Bytes wait to be offered again. */
  private boolean blocked;

  /** It is answered, or nobody is there to read an answer. */
  private boolean over;

  /**
   * @param waker of the request; null when its body is at hand
   * @param threads for an answer that is to leave a moment later
   */
  UploadBody(Response later, Runnable waker, Executor threads) {
    this.later = later;
    this.waker = waker;
    this.threads = threads;
  }

  /** Takes what there is room for; it may refuse the rest by {@link #refuse}. */
  abstract int take(byte[] bytes, int from, int to);

  /** Nothing more comes, and what came is not all. */
  abstract void left();

  @Override
  public final int receive(byte[] bytes, int from, int to) {
    synchronized (this) {
      // Until it returns, a refusal waits for it: the answer is best sent behind UNWANTED.
      blocked = true;
    }
    int count = take(bytes, from, to);
    synchronized (this) {
      blocked = count < to - from;
      if (refusal == null) {
        return count;
      }
    }
    threads.execute(this::sendRefusal);
    return UNWANTED;
  }

  @Override
  public final void closed() {
    synchronized (this) {
      over = true;
    }
    left();
  }

  /** Answers why no more is taken; by any thread. The first reason counts. */
  final void refuse(Refusal why) {
    boolean now;
    synchronized (this) {
      if (refusal != null) {
        return;
      }
      refusal = why;
      now = !blocked;
    }
    if (now) {
      sendRefusal();
    } else if (waker != null) {
      waker.run();
    }
  }

  private void sendRefusal() {
    send(response -> send(refusal, response));
  }

  /** Answers, unless that was done or is of no use any more. */
  final void send(java.util.function.Consumer<Response> answer) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      answer.accept(later);
    }
  }

  final synchronized boolean isRefused() {
    return refusal != null;
  }

  static void send(Refusal why, Response response) {
    if (why.status().equals(Status.LOCKED) || why.status().equals(Status.SERVICE_UNAVAILABLE)) {
      response.field("Retry-After", "1");
    }
    Problem.send(response, why.status(), why.detail());
  }
}
