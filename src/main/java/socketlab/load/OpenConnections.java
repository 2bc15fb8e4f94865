// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections all lanes have open at once. Any thread. */
final class OpenConnections {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  void opened() {
    int now = open.incrementAndGet();
    for (int known; now > (known = most.get()) && !most.compareAndSet(known, now); ) {
      Thread.onSpinWait();
    }
  }

  void closed() {
    open.decrementAndGet();
  }

  /** The most at once so far. */
  int most() {
    return most.get();
  }
}
