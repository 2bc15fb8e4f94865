// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import socketlab.cli.term.NextSignal;

/**
 * Ctrl-C ends the work, but not before its result: while this is open, SIGINT and SIGTERM ask the
 * work to stop, and the process ends when it has been told of.
 */
final class Interrupt implements AutoCloseable {
  /** For a failure's one line, which is printed behind the work. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Runnable stop;
  private final Thread worker = Thread.currentThread();
  private final Thread hook = new Thread(this::onSignal, "lab-interrupt");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean done;

  private Interrupt(Runnable stop) {
    this.stop = stop;
  }

  /** From now on a signal calls {@code stop}, in a thread of its own. */
  static Interrupt stops(Runnable stop) {
    Interrupt interrupt = new Interrupt(stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** The work has been told of; without this call it counts as failed. */
  void done() {
    done = true;
  }

  private void onSignal() {
    // Who asks twice does not want to wait for the result.
    NextSignal.runs(() -> Runtime.getRuntime().halt(1));
    stop.run();
    try {
      closed.await();
      if (!done) {
        worker.join(LAST_WORDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // The JVM would say 130 for a SIGINT; to stop what was asked to stop is no failure.
      Runtime.getRuntime().halt(done ? 0 : 1);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal has come, and the hook is what ends the process.
      return;
    }
  }
}
