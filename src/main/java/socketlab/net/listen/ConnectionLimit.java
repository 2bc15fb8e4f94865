// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a server may have open. At the limit nobody is turned away: the acceptors
 * stop accepting, the accept queue fills, and the kernel says the rest. Thread-safe.
 */
public final class ConnectionLimit {
  /** No limit, and no shared counter to fight for. */
  public static final ConnectionLimit NONE = new ConnectionLimit(Integer.MAX_VALUE);

  private final int limit;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param limit open connections, at least 1
   */
  public ConnectionLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("at least 1 connection, not " + limit);
    }
    this.limit = limit;
  }

  private boolean isNone() {
    return limit == Integer.MAX_VALUE;
  }

  /**
   * Claims a place.
   *
   * @param again run once by whoever gives a place back, when there is none now
   */
  public boolean acquire(Runnable again) {
    if (isNone() || claim()) {
      return true;
    }
    waiting.add(again);
    // A place may have come free between the look and the add, with nobody to tell of it.
    if (claim()) {
      waiting.remove(again);
      return true;
    }
    return false;
  }

  /** Takes a place even where there is none: for a connection that cannot be left where it is. */
  public void acquireAnyway() {
    if (!isNone()) {
      open.incrementAndGet();
    }
  }

  private boolean claim() {
    // Never above the limit, not even for a moment: another's claim would fail by it, and nobody
    // would be left to tell it of the place that was free.
    int now = open.get();
    while (now < limit) {
      int seen = open.compareAndExchange(now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  public void release() {
    if (isNone()) {
      return;
    }
    open.decrementAndGet();
    for (Runnable again; (again = waiting.poll()) != null; ) {
      again.run();
    }
  }
}
