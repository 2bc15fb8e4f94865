// SPDX-License-Identifier: Apache-2.0
package socketlab.net.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Part;
import socketlab.protocol.Handlers;
import socketlab.protocol.Peer;

/**
 * Threads that run handlers and touch no socket. They share one queue, so a message waits for the
 * next free worker and never behind one that is busy.
 *
 * <p>A worker that finds nothing parks, and a message that finds a parked worker wakes exactly one:
 * a wake-up is what the hand-off costs (a futex call on each side), so none is spent on a worker
 * that is about to look anyway. When the queue is full a message is refused, and its connection
 * waits, unread, until there is room: that is back-pressure, and the loop itself never waits.
 *
 * <p>Any thread may call {@link #offer}; messages must not throw.
 */
public final class Workers implements Handlers, Part {
  private final HandOffQueue<Runnable> queue;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger parked = new AtomicInteger();

  /** Whose messages were refused. */
  private final Queue<Peer> waiting = new ConcurrentLinkedQueue<>();

  private volatile boolean stopping;

  /**
   * @param names of the threads, one for each
   * @param room messages that may wait for a worker, a power of two from 2 on
   */
  public Workers(List<String> names, int room) {
    queue = new HandOffQueue<>(room);
    for (String name : names) {
      workers.add(new Worker(name));
    }
  }

  @Override
  public boolean offer(Runnable message, Peer from) {
    if (!queue.offer(message)) {
      waiting.add(from);
      // Room may have come between the look and the add, with nobody to tell of it.
      if (!queue.offer(message)) {
        return false;
      }
      waiting.remove(from);
    }
    if (parked.get() > 0) {
      wakeOne();
    }
    return true;
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

  /** A message has been taken: one that was refused has room now. */
  private void tellOfRoom() {
    Peer next = waiting.poll();
    if (next != null) {
      next.wake();
    }
  }

  @Override
  public void start() {
    workers.forEach(Thread::start);
  }

  @Override
  public List<ThreadStats> stats() {
    return workers.stream()
        .map(worker -> new ThreadStats(worker.getName(), "worker", worker.counters.read()))
        .toList();
  }

  /** They work for connections that others drain, and stop behind those, by {@link #awaitEnd}. */
  @Override
  public void drain(long deadline) {}

  @Override
  public void interrupt() {
    workers.stream().filter(Thread::isAlive).forEach(Thread::interrupt);
  }

  /** Lets the workers finish what is queued, then end: the loops that they work for have ended. */
  @Override
  public boolean awaitEnd(long until) throws InterruptedException {
    stopping = true;
    workers.forEach(LockSupport::unpark);
    boolean ended = true;
    for (Worker worker : workers) {
      ended &= worker.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
    }
    return ended;
  }

  /** The connections are others'. */
  @Override
  public int join(long until) throws InterruptedException {
    awaitEnd(until);
    return 0;
  }

  /** One thread. */
  private final class Worker extends Thread {
    private static final int LOOKS_BEFORE_PARKING = 64;

    private final Counters counters = new Counters();
    private final AtomicBoolean isParked = new AtomicBoolean();

    Worker(String name) {
      super(name);
      setDaemon(true);
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
          if (!waiting.isEmpty()) {
            tellOfRoom();
          }
          return message;
        }
        if (stopping) {
          return null;
        }
        if (!waiting.isEmpty()) {
          // Whoever was told of room before has gone, and did not use it. There is nobody to wake
          // this worker until all have been told.
          tellOfRoom();
        } else if (looks < LOOKS_BEFORE_PARKING) {
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
