// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that may wait for the disk. They are made when there is something to do, and end when
 * there is nothing for a while. What waits for them is bounded by those who give it: a connection
 * has at most one piece waiting. Thread-safe.
 */
final class DiskThreads implements Executor {
  private static final long IDLE_SECONDS = 30;
  private static final long TO_END_SECONDS = 30;

  private final AtomicInteger number = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  DiskThreads(int most) {
    threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
    threads.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable runnable) {
    Thread thread = new Thread(runnable, "lab-upload-disk-" + number.getAndIncrement());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Waits for what was given. */
  void close() throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS);
  }
}
