// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;

/**
 * An answer that waits for the end of a job, but not for ever. It comes by whoever is first: the
 * job's thread, the clock, or the connection's when the server stops or the peer has ended its
 * sending side; and not at all when the connection is gone. Whichever it is, its place with the job
 * and with the clock is free then.
 */
final class LongPoll implements Pending {
  private final Job job;
  private final BiConsumer<Job.View, Response> answer;
  private final Runnable changed = this::changed;
  private Response response;
  private Future<?> timer;
  private boolean over;

  /** Its end was asked for before it was known where the answer goes. */
  private boolean early;

  private LongPoll(Job job, BiConsumer<Job.View, Response> answer) {
    this.job = job;
    this.answer = answer;
  }

  /**
   * Begins to wait; by the handler.
   *
   * @param answer writes the answer, by whichever thread
   */
  static void begin(
      Job job, int seconds, Jobs jobs, Response response, BiConsumer<Job.View, Response> answer) {
    LongPoll poll = new LongPoll(job, answer);
    synchronized (poll) {
      poll.response = response.later(poll);
      if (poll.over) {
        return;
      }
      job.watch(poll.changed);
      poll.timer = jobs.clock().schedule(poll::end, seconds, TimeUnit.SECONDS);
    }
    if (poll.early) {
      poll.end();
    } else {
      // It may have ended before it was watched.
      poll.changed();
    }
  }

  private void changed() {
    if (job.view().state().isOver()) {
      end();
    }
  }

  /** Answers with what there is now, unless it has been answered or is of no use. */
  private void end() {
    Response known;
    synchronized (this) {
      early = response == null;
      known = response;
    }
    if (known != null && leave()) {
      answer.accept(job.view(), known);
    }
  }

  /** True for the first who says that it is over. */
  private synchronized boolean leave() {
    if (over) {
      return false;
    }
    over = true;
    job.unwatch(changed);
    if (timer != null) {
      timer.cancel(false);
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
