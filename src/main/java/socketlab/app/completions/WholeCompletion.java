// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.Future;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * An answer in one piece, when its last token is due. It comes sooner, and cut, when the server
 * stops or the peer has ended its sending side; and not at all when the connection is gone.
 */
final class WholeCompletion implements Pending {
  private final Completion completion;
  private final Pace pace;
  private final Completions completions;
  private final long began = System.nanoTime();
  private Response response;
  private Future<?> alarm;
  private boolean over;

  /** Whether its end was asked for, maybe before it was known where to. */
  private boolean isWanted;

  private WholeCompletion(Completion completion, Pace pace, Completions completions) {
    this.completion = completion;
    this.pace = pace;
    this.completions = completions;
  }

  /** Begins to wait; by the handler. */
  static void begin(Completion completion, Pace pace, Completions completions, Response response) {
    WholeCompletion whole = new WholeCompletion(completion, pace, completions);
    long nanos = pace.nanosTo(completion.tokens().size());
    if (nanos == 0) {
      whole.end(response);
      return;
    }
    Response later = response.later(whole);
    whole.await(nanos, later);
  }

  private void await(long nanos, Response later) {
    synchronized (this) {
      response = later;
      if (over) {
        return;
      }
      if (!isWanted) {
        alarm = completions.at(nanos, this::end);
        return;
      }
    }
    end();
  }

  /** Answers with what is due, unless the place of the answer is still to be named. */
  private void end() {
    Response known;
    synchronized (this) {
      isWanted = true;
      known = response;
    }
    if (known != null) {
      end(known);
    }
  }

  private void end(Response response) {
    if (leave()) {
      int told = Math.min(pace.due(System.nanoTime() - began), completion.tokens().size());
      String body = new CompletionJson().whole(completion, told);
      response.type(MediaType.JSON).field("Cache-Control", "no-store");
      response.send(Status.OK, body.getBytes(UTF_8));
    }
  }

  /** True for the first who says that it is over. */
  private synchronized boolean leave() {
    if (over) {
      return false;
    }
    over = true;
    completions.leave();
    if (alarm != null) {
      alarm.cancel(false);
    }
    return true;
  }

  @Override
  public void stopping() {
    end();
  }

  @Override
  public void peerEnded() {
    end();
  }

  @Override
  public void closed() {
    leave();
  }
}
