// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A listener that a loop accepts from, and who gets what it accepts. It keeps the connection limit,
 * and leaves accept alone for a while where that fails. Only {@link #run}, which tells of a free
 * place, may be called by other threads.
 */
abstract class Acceptor implements Runnable {
  /** How long accept is left alone when descriptors have run out. */
  static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Connections accepted before the loop looks at the other events again. */
  private static final int BATCH = 64;

  /** How long accept has to go well before a trouble is over; at the limit it comes and goes. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

  final Listener listener;
  private final EventLoop loop;
  private final EventLoop.Config config;
  private final Consumer<Accepted> taker;
  private boolean failing;
  private long failedAt;
  private long pausedUntil;
  private boolean full;

  Acceptor(EventLoop loop, Listener listener, Consumer<Accepted> taker) {
    this.loop = loop;
    this.config = loop.config;
    this.listener = listener;
    this.taker = taker;
    listener.retain();
  }

  /** Takes one connection off the queue; null when it is empty. */
  abstract Accepted take() throws IOException;

  /** Starts or stops looking at the listener. */
  abstract void watch(boolean on);

  /** Takes back what the kernel was asked to do by itself, so that {@link #take} gives the rest. */
  void disarm() throws IOException {}

  /** Forgets the listener, as does the kernel on behalf of this loop. */
  abstract void deregister() throws IOException;

  final void close() throws IOException {
    deregister();
    listener.release();
  }

  /** Accepts what is there, in a batch that leaves the others their turn. */
  final void acceptBatch() {
    for (int i = 0; i < BATCH && accept(); i++) {}
  }

  /** Accepts what the queue holds: there is no other turn. */
  final void acceptAll() throws IOException {
    disarm();
    while (accept()) {}
  }

  private boolean accept() {
    if (!config.limit().acquire(this)) {
      full = true;
      watch(false);
      return false;
    }
    Accepted accepted;
    try {
      accepted = take();
    } catch (IOException e) {
      config.limit().release();
      return failed(e);
    }
    if (accepted == null) {
      config.limit().release();
      return false;
    }
    if (failing && loop.now() - failedAt > CALM_NANOS) {
      failing = false;
      config.problems().accept("accepting again on " + listener);
    }
    loop.counters.accepted();
    taker.accept(accepted);
    return true;
  }

  /**
   * A peer that left before it was accepted is no reason to stop; no descriptors left (EMFILE,
   * ENFILE) is one to wait, for the listener stays readable and would keep the loop spinning.
   * accept(2).
   */
  private boolean failed(IOException e) {
    if (loop.isStopping() || String.valueOf(e.getMessage()).contains("abort")) {
      return !loop.isStopping();
    }
    if (!failing) {
      failing = true;
      config
          .problems()
          .accept(
              "cannot accept on "
                  + listener
                  + ": "
                  + e.getMessage()
                  + "; trying again, connections wait in the accept queue (raise ulimit -n)");
    }
    failedAt = loop.now();
    pausedUntil = failedAt + BACK_OFF_NANOS;
    watch(false);
    return false;
  }

  /** A place under the connection limit has come free; any thread. */
  @Override
  public final void run() {
    loop.execute(
        () -> {
          if (full && !loop.isStopping()) {
            full = false;
            watch(true);
          }
        });
  }

  final void resumeIfDue(long now) {
    if (pausedUntil != 0 && now - pausedUntil >= 0) {
      pausedUntil = 0;
      watch(true);
    }
  }

  final boolean isPaused() {
    return pausedUntil != 0;
  }
}
