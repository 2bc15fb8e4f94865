// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private static final long SOON = TimeUnit.SECONDS.toNanos(20);

  private final Workers workers = new Workers(List.of("worker-0", "worker-1", "worker-2"));

  @BeforeEach
  void start() {
    workers.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
    assertEquals(0, workers.join(System.nanoTime() + SOON));
  }

  /** Three messages that wait for each other: each must have woken a worker of its own. */
  @Test
  void everyMessageFindsAFreeWorker() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      CyclicBarrier together = new CyclicBarrier(3);
      CountDownLatch done = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        workers.execute(
            () -> {
              await(together);
              done.countDown();
            });
      }
      assertTrue(done.await(20, TimeUnit.SECONDS), "a message found nobody in round " + round);
    }
  }

  @Test
  void aMessageNeverWaitsBehindABusyWorker() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    workers.execute(() -> await(release));
    workers.execute(() -> await(release));
    for (int i = 0; i < 100; i++) {
      CountDownLatch done = new CountDownLatch(1);
      workers.execute(done::countDown);
      assertTrue(done.await(20, TimeUnit.SECONDS));
    }
    release.countDown();
  }

  @Test
  void whenTheQueueIsFullTheCallerWorks() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger here = new AtomicInteger();
    Thread caller = Thread.currentThread();
    for (int i = 0; i < 3; i++) {
      workers.execute(() -> await(release));
    }
    for (int i = 0; i < 1100; i++) {
      workers.execute(() -> here.addAndGet(Thread.currentThread() == caller ? 1 : 0));
    }
    assertTrue(here.get() >= 1100 - 1024 && here.get() < 1100, "in the caller: " + here);
    release.countDown();
  }

  @Test
  void whatIsQueuedIsDoneBeforeTheEnd() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      workers.execute(done::incrementAndGet);
    }
    workers.stop();
    assertEquals(0, workers.join(System.nanoTime() + SOON));
    assertEquals(1000, done.get());
    assertEquals(
        1000, workers.threads().stream().mapToLong(w -> w.counters().read().requests()).sum());
  }

  @Test
  void oneThatDoesNotEndIsInterrupted() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    workers.execute(
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    begun.await();
    workers.stop();
    assertEquals(0, workers.join(System.nanoTime()));
    assertEquals(0, interrupted.getCount());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
