// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for answers that are under way, and the one clock that tells each of them when its
 * next token is due. Thread-safe.
 */
public final class Completions implements AutoCloseable {
  private static final long TO_END_SECONDS = 10;

  private final CompletionLimits limits;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Null before the first answer, so that a server that gives none has no thread for it. */
  private ScheduledThreadPoolExecutor clock;

  public Completions(CompletionLimits limits) {
    this.limits = limits;
  }

  /** Takes a place; false when there is none. */
  boolean enter() {
    if (underWay.incrementAndGet() <= limits.answers()) {
      return true;
    }
    underWay.decrementAndGet();
    return false;
  }

  /** Gives it back. */
  void leave() {
    underWay.decrementAndGet();
  }

  /** How many answers are under way. */
  public int underWay() {
    return underWay.get();
  }

  /**
   * Has something run at a time, by the clock's thread.
   *
   * @param task does not block
   * @param nanos from now; not before now
   */
  Future<?> at(long nanos, Runnable task) {
    return clock().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private synchronized ScheduledThreadPoolExecutor clock() {
    if (clock == null) {
      clock =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("lab-completion-clock").factory());
      clock.setRemoveOnCancelPolicy(true);
    }
    return clock;
  }

  /** Ends the clock. */
  @Override
  public void close() {
    ScheduledThreadPoolExecutor ended;
    synchronized (this) {
      ended = clock;
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
