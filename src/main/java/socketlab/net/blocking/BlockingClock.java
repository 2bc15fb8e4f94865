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
 * look at them once a tick, and calls timers back. Timers may be made and set by any thread.
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
    Timer timer = new Shared(timers.timer(action));
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

  /** A timer for any thread. */
  private final class Shared implements Timer {
    private final Timer timer;

    Shared(Timer timer) {
      this.timer = timer;
    }

    @Override
    public void set(long at) {
      synchronized (timers) {
        timer.set(at);
      }
      LockSupport.unpark(thread);
    }

    @Override
    public void cancel() {
      synchronized (timers) {
        timer.cancel();
      }
    }
  }
}
