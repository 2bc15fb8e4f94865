// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.util.Arrays;
import socketlab.protocol.Timer;

/**
 * The timers of a loop, the next one first: a binary heap in which each timer knows its place, so
 * that to move or to cancel one costs a few comparisons and no allocation. Confined to one thread.
 */
public final class Timers {
  private Entry[] heap = new Entry[8];
  private int size;

  /** True while callbacks run, of those that are due at {@link #ringAt}. */
  private boolean ringing;

  private long ringAt;

  /** One timer; in the heap while it is set. */
  private final class Entry implements Timer {
    private final Runnable action;
    private long at;
    private int place = -1;

    Entry(Runnable action) {
      this.action = action;
    }

    @Override
    public void set(long time) {
      // What a callback sets is for the next call, even when its time has passed.
      at = ringing && time - ringAt <= 0 ? ringAt + 1 : time;
      if (place < 0) {
        if (size == heap.length) {
          heap = Arrays.copyOf(heap, 2 * size);
        }
        put(this, size++);
      }
      rise(this);
      sink(this);
    }

    @Override
    public void cancel() {
      if (place < 0) {
        return;
      }
      Entry last = heap[--size];
      heap[size] = null;
      if (last != this) {
        put(last, place);
        rise(last);
        sink(last);
      }
      place = -1;
    }
  }

  /** Makes a timer; it is not set. */
  public Timer timer(Runnable action) {
    return new Entry(action);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** When the next one is due; there has to be one. */
  public long next() {
    return heap[0].at;
  }

  /** Calls those back that are due. One that is set again by a callback waits for the next call. */
  public void ring(long now) {
    ringing = true;
    ringAt = now;
    try {
      while (size > 0 && now - heap[0].at >= 0) {
        Entry due = heap[0];
        due.cancel();
        due.action.run();
      }
    } finally {
      ringing = false;
    }
  }

  private void put(Entry entry, int place) {
    heap[place] = entry;
    entry.place = place;
  }

  private void rise(Entry entry) {
    int place = entry.place;
    while (place > 0 && isSooner(entry, heap[(place - 1) / 2])) {
      put(heap[(place - 1) / 2], place);
      place = (place - 1) / 2;
    }
    put(entry, place);
  }

  private void sink(Entry entry) {
    int place = entry.place;
    for (int child; (child = 2 * place + 1) < size; place = child) {
      if (child + 1 < size && isSooner(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isSooner(heap[child], entry)) {
        break;
      }
      put(heap[child], place);
    }
    put(entry, place);
  }

  private static boolean isSooner(Entry one, Entry other) {
    return one.at - other.at < 0;
  }
}
