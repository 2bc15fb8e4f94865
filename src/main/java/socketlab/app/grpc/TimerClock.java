// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import socketlab.protocol.grpc.CallClock;

/** A clock with one thread, which exists from the first call that has a deadline. Thread-safe. */
final class TimerClock implements CallClock, AutoCloseable {
  private static final long TO_END_SECONDS = 10;

  private ScheduledThreadPoolExecutor executor;
  private boolean closed;

  @Override
  public Runnable after(long nanos, Runnable action) {
    Future<?> timer;
    synchronized (this) {
      if (closed) {
        return () -> {};
      }
      if (executor == null) {
        executor = new ScheduledThreadPoolExecutor(1, TimerClock::daemon);
        executor.setRemoveOnCancelPolicy(true);
      }
      timer = executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
    return () -> timer.cancel(false);
  }

  private static Thread daemon(Runnable runnable) {
    Thread thread = new Thread(runnable, "lab-grpc-clock");
    thread.setDaemon(true);
    return thread;
  }

  /** How many actions are to come. */
  synchronized int pending() {
    return executor == null ? 0 : executor.getQueue().size();
  }

  @Override
  public void close() {
    ScheduledThreadPoolExecutor ended;
    synchronized (this) {
      closed = true;
      ended = executor;
    }
    if (ended == null) {
      return;
    }
    ended.shutdownNow();
    try {
      ended.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
