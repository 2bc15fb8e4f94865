// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import socketlab.app.route.WaitingAnswer;
import socketlab.protocol.http.Response;

/** An answer that waits for the end of a job. */
final class LongPoll extends WaitingAnswer {
  private final Job job;
  private final BiConsumer<Job.View, Response> answer;
  private final Runnable changed = this::changed;

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
    poll.await(
        response,
        () -> {
          job.watch(poll.changed);
          return jobs.clock().schedule(poll::end, seconds, TimeUnit.SECONDS);
        });
    // It may have ended before it was watched.
    poll.changed();
  }

  private void changed() {
    if (job.view().state().isOver()) {
      end();
    }
  }

  @Override
  protected void answer(Response response) {
    answer.accept(job.view(), response);
  }

  @Override
  protected void free() {
    job.unwatch(changed);
  }
}
