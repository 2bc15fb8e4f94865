// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.protocol.Output;
import socketlab.protocol.events.EventText;
import socketlab.protocol.http.BodyProducer;

/**
 * How far a job is, as events: one when it begins, one at each change that the peer has room for,
 * and {@code done} with the end. A peer that reads slowly misses what was overtaken, since each
 * event tells the whole state.
 *
 * <p>Asked by the connection's thread; the job's and the clock's only wake it.
 */
final class JobEvents implements BodyProducer {
  private static final long HEARTBEAT_SECONDS = 15;
  private static final int NOTHING_YET = -1;

  private final Job job;
  private final Runnable waker;
  private final Future<?> heartbeat;
  private final AtomicBoolean isQuiet = new AtomicBoolean();
  private int told = NOTHING_YET;
  private boolean stopping;

  /**
   * @param waker of the response that it is the body of
   */
  JobEvents(Job job, Jobs jobs, Runnable waker) {
    this.job = job;
    this.waker = waker;
    job.watch(waker);
    heartbeat =
        jobs.clock()
            .scheduleAtFixedRate(
                this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  private void beat() {
    isQuiet.set(true);
    waker.run();
  }

  @Override
  public Next produce(Output out, int most) {
    Job.View view = job.view();
    if (view.version() != told) {
      told = view.version();
      isQuiet.set(false);
      String type = view.state().isOver() ? "done" : "progress";
      out.put(EventText.of(Integer.toString(told), type, view.json()));
    } else if (isQuiet.getAndSet(false)) {
      out.put(EventText.heartbeat());
    }
    if (view.state().isOver() || stopping) {
      leave();
      return Next.END;
    }
    return Next.LATER;
  }

  private void leave() {
    job.unwatch(waker);
    heartbeat.cancel(false);
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  @Override
  public void peerEnded() {
    stopping = true;
    waker.run();
  }

  @Override
  public void closed() {
    leave();
  }
}
