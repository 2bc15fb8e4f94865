// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that run handlers and touch no socket. They share one queue, so a message waits for the
 * next free worker and never behind one that is busy.
 *
 * <p>A worker that finds nothing parks, and a message that finds a parked worker wakes exactly one:
 * a wake-up is what the hand-off costs (a futex call on each side), so none is spent on a worker
 * that is about to look anyway. When the queue is full the caller runs the message itself: that is
 * back-pressure.
 *
 * <p>Any thread may call {@link #execute}; messages must not throw.
 */
public final class Workers implements Executor {
  private final HandOffQueue<Runnable> queue = new HandOffQueue<>(1024);
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile boolean stopping;

  /**
   * @param names of the threads, one for each
   */
  public Workers(List<String> names) {
    for (String name : names) {
      workers.add(new Worker(name));
    }
  }

  public void start() {
    workers.forEach(Thread::start);
  }

  public List<Worker> threads() {
    return List.copyOf(workers);
  }

  @Override
  public void execute(Runnable message) {
    if (!queue.offer(message)) {
      message.run();
    } else if (parked.get() > 0) {
      wakeOne();
    }
  }

  private void wakeOne() {
    for (Worker worker : workers) {
      if (worker.isParked.get() && worker.leavePark()) {
        worker.counters.wokenUp();
        LockSupport.unpark(worker);
        return;
      }
    }
  }

  /** Lets the workers finish what is queued, then end. */
  public void stop() {
    stopping = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  /**
   * Waits for the workers' end, and interrupts those that are late.
   *
   * @return how many did not end
   */
  public int join(long deadline) throws InterruptedException {
    int left = 0;
    for (Worker worker : workers) {
      worker.join(java.time.Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
    for (Worker worker : workers) {
      if (worker.isAlive()) {
        worker.interrupt();
        worker.join(500);
        left += worker.isAlive() ? 1 : 0;
      }
    }
    return left;
  }

  /** One thread. */
  public final class Worker extends Thread {
    private static final int LOOKS_BEFORE_PARKING = 64;

    private final Counters counters = new Counters();
    private final AtomicBoolean isParked = new AtomicBoolean();

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    public Counters counters() {
      return counters;
    }

    @Override
    public void run() {
      while (true) {
        Runnable message = next();
        if (message == null) {
          return;
        }
        message.run();
        counters.requests(1);
      }
    }

    /** The next message; null when there will be none. */
    private Runnable next() {
      for (int looks = 0; ; looks++) {
        Runnable message = queue.poll();
        if (message != null) {
          return message;
        }
        if (stopping) {
          return null;
        }
        if (looks < LOOKS_BEFORE_PARKING) {
          Thread.onSpinWait();
        } else {
          park();
          looks = 0;
        }
      }
    }

    private void park() {
      // Counted first: were it found and woken before it is counted, the count would for a moment
      // hide another sleeper, and the next message would wake nobody.
      parked.incrementAndGet();
      isParked.set(true);
      // Looks once more: a message put before it said that it parks, wakes nobody.
      while (isParked.get() && queue.isEmpty() && !stopping) {
        LockSupport.park(this);
        if (Thread.interrupted() && stopping) {
          break;
        }
      }
      leavePark();
    }

    /** True for the one caller that ends this worker's sleep. */
    private boolean leavePark() {
      if (isParked.compareAndSet(true, false)) {
        parked.decrementAndGet();
        return true;
      }
      return false;
    }
  }
}
