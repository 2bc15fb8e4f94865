// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import socketlab.app.work.SyntheticWork;

/**
 * One piece of long work, and who wants to know how far it is. Thread-safe: it is run by one thread
 * and looked at, watched and cancelled by any.
 */
final class Job implements Runnable {
  /** Its progress is told in so many steps. */
  private static final int STEPS = 10;

  /**
   * What it was at one moment.
   *
   * @param version grows by one with each change
   * @param progress from 0 to 1
   * @param result null as long as there is none
   */
  record View(String id, JobState state, double progress, String result, int version) {
    /** As JSON, on one line. */
    String json() {
      return "{\"id\":\"%s\",\"state\":\"%s\",\"progress\":%s,\"result\":%s}"
          .formatted(
              id,
              state.text(),
              progress == 0 ? "0" : progress == 1 ? "1" : Double.toString(progress),
              result == null ? "null" : '"' + result + '"');
    }

    /** What changes whenever the rest does. */
    String etag() {
      return "\"" + id + '-' + version + '"';
    }
  }

  private final SyntheticWork work;
  private final Set<Runnable> watchers = new LinkedHashSet<>();
  private View view;

  /** Who runs it now. */
  private Thread runner;

  Job(String id, int sleepMillis, int spinMicros) {
    work = new SyntheticWork(sleepMillis, spinMicros);
    view = new View(id, JobState.QUEUED, 0, null, 0);
  }

  synchronized View view() {
    return view;
  }

  /**
   * Has somebody told of each change from now on, by the thread that made it and without any lock
   * held.
   */
  synchronized void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  synchronized void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  synchronized int watchers() {
    return watchers.size();
  }

  @Override
  public void run() {
    synchronized (this) {
      if (view.state() != JobState.QUEUED) {
        return;
      }
      runner = Thread.currentThread();
    }
    try {
      change(JobState.RUNNING, 0, null);
      for (int step = 1; step <= STEPS; step++) {
        workOn();
        if (step < STEPS) {
          change(JobState.RUNNING, (double) step / STEPS, null);
        }
      }
      end(
          JobState.DONE,
          "slept %d ms and computed %d microseconds"
              .formatted(work.sleepMillis(), work.spinMicros()));
    } catch (InterruptedException e) {
      end(JobState.CANCELLED, null);
    } catch (RuntimeException e) {
      end(JobState.FAILED, null);
    }
  }

  /** One step of the work. */
  private void workOn() throws InterruptedException {
    work.runPart(STEPS);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void end(JobState state, String result) {
    synchronized (this) {
      runner = null;
      // A cancel that came too late must not hit what this thread runs next.
      Thread.interrupted();
    }
    change(state, state == JobState.DONE ? 1 : view().progress(), result);
  }

  /** Ends it, if it is not over. */
  void cancel() {
    synchronized (this) {
      if (runner != null) {
        runner.interrupt();
        return;
      }
    }
    if (view().state() == JobState.QUEUED) {
      change(JobState.CANCELLED, 0, null);
    }
  }

  private void change(JobState state, double progress, String result) {
    List<Runnable> told;
    synchronized (this) {
      if (view.state().isOver()) {
        return;
      }
      view = new View(view.id(), state, progress, result, view.version() + 1);
      told = List.copyOf(watchers);
    }
    told.forEach(Runnable::run);
  }
}
