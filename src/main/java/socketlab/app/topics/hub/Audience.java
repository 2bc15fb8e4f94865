// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The subscribers of a topic whose connections one loop owns. However many they are, and however
 * many messages come meanwhile, the loop is given one task, and so at most one wake-up.
 *
 * <p>Thread-safe: the lock is for who comes and goes by another thread, and is the loop's own
 * nearly always.
 */
final class Audience {
  private final Executor owner;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable telling = this::tellAll;
  private Subscriber first;

  /** Whom a walk comes to next; moved on when that one leaves. */
  private Subscriber following;

  private int size;

  /** Messages that the slowest was behind when the walk was last made. */
  private volatile long slowest;

  Audience(Executor owner) {
    this.owner = owner;
  }

  Executor owner() {
    return owner;
  }

  /** Messages have come. */
  void call() {
    // A look first: while a task is on its way, most calls need not touch the line of others.
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      owner.execute(telling);
    }
  }

  private void tellAll() {
    // Before it looks: what comes from here on calls again.
    scheduled.set(false);
    WorstLag worst = new WorstLag();
    forEach(
        subscriber -> {
          subscriber.tell();
          worst.see(subscriber);
        });
    slowest = worst.messages;
  }

  private static final class WorstLag {
    private long messages;

    void see(Subscriber subscriber) {
      messages = Math.max(messages, subscriber.lag());
    }
  }

  /** A while has passed. */
  void beat() {
    owner.execute(() -> forEach(Subscriber::beat));
  }

  long slowest() {
    return slowest;
  }

  synchronized void add(Subscriber subscriber) {
    subscriber.after = first;
    if (first != null) {
      first.before = subscriber;
    }
    first = subscriber;
    subscriber.audience = this;
    size++;
  }

  /** False when it had left before. */
  synchronized boolean remove(Subscriber subscriber) {
    if (subscriber.audience != this) {
      return false;
    }
    subscriber.audience = null;
    if (subscriber == following) {
      following = subscriber.after;
    }
    if (subscriber.before != null) {
      subscriber.before.after = subscriber.after;
    } else {
      first = subscriber.after;
    }
    if (subscriber.after != null) {
      subscriber.after.before = subscriber.before;
    }
    subscriber.before = null;
    subscriber.after = null;
    size--;
    return true;
  }

  synchronized int size() {
    return size;
  }

  /** Shows all; one may leave meanwhile, itself or another. */
  synchronized void forEach(Consumer<Subscriber> visit) {
    for (Subscriber subscriber = first; subscriber != null; subscriber = following) {
      following = subscriber.after;
      visit.accept(subscriber);
    }
  }
}
