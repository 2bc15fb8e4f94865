// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionLimitTest {
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void placesAreGivenUpToTheLimit() {
    ConnectionLimit limit = new ConnectionLimit(2);
    assertTrue(limit.acquire(told::incrementAndGet));
    assertTrue(limit.acquire(told::incrementAndGet));
    assertFalse(limit.acquire(told::incrementAndGet));
    limit.release();
    assertTrue(limit.acquire(told::incrementAndGet));
  }

  @Test
  void whoGotNoneIsToldOnce() {
    ConnectionLimit limit = new ConnectionLimit(1);
    limit.acquire(told::incrementAndGet);
    limit.acquire(told::incrementAndGet);
    assertEquals(0, told.get());
    limit.release();
    assertEquals(1, told.get());
    limit.release();
    assertEquals(1, told.get());
  }

  @Test
  void noneIsNoLimit() {
    for (int i = 0; i < 100_000; i++) {
      assertTrue(ConnectionLimit.NONE.acquire(told::incrementAndGet));
    }
    ConnectionLimit.NONE.release();
    assertEquals(0, told.get());
  }

  @Test
  void aLimitIsAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> new ConnectionLimit(0));
  }

  /**
   * Threads that take the one place, give it back, and wait to be told when there is none: never
   * two have it, and nobody waits for ever.
   */
  @Test
  void nobodyIsForgottenAndNobodyTooMany() throws InterruptedException {
    ConnectionLimit limit = new ConnectionLimit(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger faults = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    Semaphore again = new Semaphore(0);
                    for (int i = 0; i < 20_000; i++) {
                      while (!limit.acquire(again::release)) {
                        faults.addAndGet(isToldInTime(again) ? 0 : 1);
                      }
                      faults.addAndGet(inside.incrementAndGet() == 1 ? 0 : 1);
                      inside.decrementAndGet();
                      limit.release();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, faults.get());
  }

  private static boolean isToldInTime(Semaphore again) {
    try {
      return again.tryAcquire(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
