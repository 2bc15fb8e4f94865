// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Runs tasks one after the other, by whichever thread has time: what they share needs no lock. It
 * lets others have the thread between two tasks. Thread-safe.
 */
final class InOrder implements Executor {
  private final Executor threads;
  private final Consumer<Throwable> failures;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /**
   * @param failures told of what tasks threw, by the thread that ran them
   */
  InOrder(Executor threads, Consumer<Throwable> failures) {
    this.threads = threads;
    this.failures = failures;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::runOne);
  }

  private void runOne() {
    boolean more;
    do {
      Runnable task;
      synchronized (tasks) {
        task = tasks.remove();
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        failures.accept(e);
      }
      synchronized (tasks) {
        more = !tasks.isEmpty();
        running = more;
      }
    } while (more && !isTakenByAnother());
  }

  private boolean isTakenByAnother() {
    try {
      threads.execute(this::runOne);
      return true;
    } catch (RejectedExecutionException e) {
      // The threads are being ended; what was begun is not left half done.
      return false;
    }
  }
}
