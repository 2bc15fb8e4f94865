// SPDX-License-Identifier: Apache-2.0
package socketlab.net.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded queue from any threads to any threads, without a lock and without allocation: a ring in
 * which every slot carries the number of its turn (Dmitry Vyukov, "Bounded MPMC queue").
 *
 * <pre>
 *   turn of slot i:   i        free for the i-th put
 *                     i + 1    full, for the i-th take
 *                     i + n    free again, for the put one round later
 * </pre>
 *
 * @param <T> what is handed off
 */
public final class HandOffQueue<T> {
  private static final VarHandle TURN = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle PUTS = handle("puts");
  private static final VarHandle TAKES = handle("takes");

  /** Slots between two turns: 8 longs are one cache line, so that neighbours do not share one. */
  private static final int SPREAD = 8;

  private final long[] turns;
  private final Object[] items;
  private final int mask;
  private volatile long puts;

  @SuppressWarnings("unused") // keeps puts and takes on cache lines of their own
  private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

  private volatile long takes;

  /**
   * @param capacity a power of two from 2 on; HAProxy found that 256 or more are needed to keep its
   *     threads busy
   */
  public HandOffQueue(int capacity) {
    // With one slot, "full" and "free for the next put" would be the same turn.
    if (capacity < 2 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "the capacity is a power of two from 2 on, not " + capacity);
    }
    turns = new long[capacity * SPREAD];
    items = new Object[capacity];
    mask = capacity - 1;
    for (int i = 0; i < capacity; i++) {
      turns[i * SPREAD] = i;
    }
  }

  /** False when it is full. */
  public boolean offer(T item) {
    while (true) {
      long put = puts;
      int slot = (int) put & mask;
      long turn = (long) TURN.getAcquire(turns, slot * SPREAD);
      if (turn == put) {
        if (PUTS.compareAndSet(this, put, put + 1)) {
          items[slot] = item;
          TURN.setRelease(turns, slot * SPREAD, put + 1);
          return true;
        }
      } else if (turn < put) {
        return false;
      }
    }
  }

  /** Null when it is empty. */
  @SuppressWarnings("unchecked") // only offer() puts any in
  public T poll() {
    while (true) {
      long take = takes;
      int slot = (int) take & mask;
      long turn = (long) TURN.getAcquire(turns, slot * SPREAD);
      if (turn == take + 1) {
        if (TAKES.compareAndSet(this, take, take + 1)) {
          T item = (T) items[slot];
          items[slot] = null;
          TURN.setRelease(turns, slot * SPREAD, take + mask + 1);
          return item;
        }
      } else if (turn < take + 1) {
        return null;
      }
    }
  }

  /** Whether there is nothing to take, at this moment. */
  public boolean isEmpty() {
    return takes >= puts;
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(HandOffQueue.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
