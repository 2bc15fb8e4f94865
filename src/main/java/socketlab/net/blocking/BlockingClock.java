// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import socketlab.net.loop.Timers;
import socketlab.protocol.Timer;

/**
 * The one thread that looks at the time for all blocking connections: they sleep. It calls for a
 * look at them once a tick, and says which of their timers are due. Timers may be made and set by
 * any thread that has the session's lock.
 */
final class BlockingClock {
  private final Thread thread;
  private final long tickNanos;
  private final Consumer<Long> look;
  private final Timers timers = new Timers();
  private final Map<BlockingConnection, Set<Timer>> byConnection = new ConcurrentHashMap<>();

  /**
   * @param look called once a tick, with the time
   * @param failed told when the clock has ended by a fault: without a clock no limit is kept
   */
  BlockingClock(String name, long tickNanos, Consumer<Long> look, Consumer<Throwable> failed) {
    this.tickNanos = tickNanos;
    this.look = look;
    thread = new Thread(() -> run(failed), name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  /** Makes a timer, which is cancelled when the connection is {@linkplain #forget forgotten}. */
  Timer timer(BlockingConnection connection, Runnable action) {
    Timer timer = new Shared(connection, action);
    byConnection.computeIfAbsent(connection, _ -> ConcurrentHashMap.newKeySet()).add(timer);
    return timer;
  }

  void forget(BlockingConnection connection) {
    Set<Timer> made = byConnection.remove(connection);
    if (made != null) {
      made.forEach(Timer::cancel);
    }
  }

  private void run(Consumer<Throwable> failed) {
    try {
      long nextLook = System.nanoTime() + tickNanos;
      while (!Thread.interrupted()) {
        LockSupport.parkNanos(this, untilNext(nextLook));
        long now = System.nanoTime();
        synchronized (timers) {
          timers.ring(now);
        }
        if (now - nextLook >= 0) {
          nextLook = now + tickNanos;
          look.accept(now);
        }
      }
    } catch (Throwable e) {
      failed.accept(e);
    }
  }

  private long untilNext(long nextLook) {
    long now = System.nanoTime();
    synchronized (timers) {
      long next = timers.isEmpty() ? nextLook : Math.min(nextLook - now, timers.next() - now) + now;
      return Math.max(1, next - now);
    }
  }

  /**
   * A timer that this thread finds due, and that the session is called back for later, when it can
   * be: until then it can still be moved or cancelled.
   */
  private final class Shared implements Timer, Runnable {
    private final Runnable action;
    private final Timer timer;

    /** It has rung, and the session has not been called back. */
    private boolean due;

    Shared(BlockingConnection connection, Runnable action) {
      this.action = action;
      this.timer =
          timers.timer(
              () -> {
                due = true;
                connection.due(this);
              });
    }

    @Override
    public void set(long at) {
      synchronized (timers) {
        due = false;
        timer.set(at);
      }
      LockSupport.unpark(thread);
    }

    @Override
    public void cancel() {
      synchronized (timers) {
        due = false;
        timer.cancel();
      }
    }

    /** By whoever has the session's lock. */
    @Override
    public void run() {
      synchronized (timers) {
        if (!due) {
          return;
        }
        due = false;
      }
      action.run();
    }
  }
}
