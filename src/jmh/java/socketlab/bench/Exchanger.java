// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import socketlab.net.work.HandOffQueue;

/**
 * A queue together with a way of waiting for it: what is compared when threads hand work to each
 * other. Any thread puts, any takes.
 */
interface Exchanger<T> {
  int CAPACITY = 1024;

  void put(T item) throws InterruptedException;

  T take() throws InterruptedException;

  /**
   * @param name of the queue, a dash, and {@code spin} or {@code park}
   */
  static <T> Exchanger<T> of(String name) {
    return switch (name) {
      case "HandOffQueue-spin" -> {
        HandOffQueue<T> queue = new HandOffQueue<>(CAPACITY);
        yield new Spinning<>(queue::offer, queue::poll);
      }
      case "HandOffQueue-park" -> {
        HandOffQueue<T> queue = new HandOffQueue<>(CAPACITY);
        yield new Parking<>(queue::offer, queue::poll);
      }
      case "ArrayBlockingQueue-spin" -> spinning(new ArrayBlockingQueue<>(CAPACITY));
      case "ArrayBlockingQueue-park" -> new Blocking<>(new ArrayBlockingQueue<>(CAPACITY));
      case "LinkedTransferQueue-spin" -> spinning(new LinkedTransferQueue<>());
      case "LinkedTransferQueue-park" -> new Blocking<>(new LinkedTransferQueue<>());
      case "ConcurrentLinkedQueue-spin" -> spinning(new ConcurrentLinkedQueue<>());
      default -> throw new IllegalArgumentException("no exchanger is called " + name);
    };
  }

  private static <T> Exchanger<T> spinning(Queue<T> queue) {
    return new Spinning<>(queue::offer, queue::poll);
  }

  /** Looks until there is something, and lets others run now and then: there may be one CPU. */
  record Spinning<T>(Predicate<T> offer, Supplier<T> poll) implements Exchanger<T> {
    private static final int LOOKS_BEFORE_YIELDING = 1000;

    @Override
    public void put(T item) throws InterruptedException {
      for (int looks = 1; !offer.test(item); looks++) {
        pause(looks);
      }
    }

    @Override
    public T take() throws InterruptedException {
      for (int looks = 1; ; looks++) {
        T item = poll.get();
        if (item != null) {
          return item;
        }
        pause(looks);
      }
    }

    static void pause(int looks) throws InterruptedException {
      if (looks % LOOKS_BEFORE_YIELDING != 0) {
        Thread.onSpinWait();
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      } else {
        Thread.yield();
      }
    }
  }

  /** The queue's own waiting: a lock and a condition, or a hand-over from thread to thread. */
  record Blocking<T>(BlockingQueue<T> queue) implements Exchanger<T> {
    @Override
    public void put(T item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public T take() throws InterruptedException {
      return queue.take();
    }
  }

  /**
   * Parks at once when there is nothing, and is woken by who puts: a futex call on each side. A
   * sleeper says so in a queue of its own; who is named there twice is woken once too often, which
   * does no harm.
   */
  record Parking<T>(Predicate<T> offer, Supplier<T> poll, HandOffQueue<Thread> sleepers)
      implements Exchanger<T> {
    Parking(Predicate<T> offer, Supplier<T> poll) {
      this(offer, poll, new HandOffQueue<>(CAPACITY));
    }

    @Override
    public void put(T item) throws InterruptedException {
      for (int looks = 1; !offer.test(item); looks++) {
        Spinning.pause(looks);
      }
      Thread sleeper = sleepers.poll();
      if (sleeper != null) {
        LockSupport.unpark(sleeper);
      }
    }

    @Override
    public T take() throws InterruptedException {
      while (true) {
        T item = poll.get();
        if (item != null) {
          return item;
        }
        sleepers.offer(Thread.currentThread());
        // Looks once more: what was put before the name stood there wakes nobody.
        item = poll.get();
        if (item != null) {
          return item;
        }
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }
}
