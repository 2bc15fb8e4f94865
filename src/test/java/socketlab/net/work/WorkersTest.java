// SPDX-License-Identifier: Apache-2.0
package socketlab.net.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.deadline;
import static socketlab.net.rig.LoopRig.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.net.rig.WokenPeer;
import socketlab.protocol.Handlers;
import socketlab.protocol.Peer;

@Timeout(60)
class WorkersTest {
  private static final int ROOM = 8;
  private static final Peer NOBODY = new WokenPeer(() -> {});

  private final Workers workers = new Workers(List.of("worker-0", "worker-1", "worker-2"), ROOM);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void start() {
    workers.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    assertEquals(0, workers.join(deadline()));
  }

  /** All workers are held by a handler, and the queue is full. */
  private void fill() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      assertTrue(
          workers.offer(
              () -> {
                held.countDown();
                await(release);
              },
              NOBODY));
    }
    assertTrue(held.await(SOON.toSeconds(), TimeUnit.SECONDS));
    for (int i = 0; i < ROOM; i++) {
      assertTrue(workers.offer(() -> {}, NOBODY));
    }
  }

  /** Three messages that wait for each other: each must have woken a worker of its own. */
  @Test
  void everyMessageFindsAFreeWorker() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      CyclicBarrier together = new CyclicBarrier(3);
      CountDownLatch done = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        assertTrue(
            workers.offer(
                () -> {
                  await(together);
                  done.countDown();
                },
                NOBODY));
      }
      assertTrue(
          done.await(SOON.toSeconds(), TimeUnit.SECONDS),
          "a message found nobody in round " + round);
    }
  }

  @Test
  void aMessageNeverWaitsBehindABusyWorker() throws InterruptedException {
    workers.offer(() -> await(release), NOBODY);
    workers.offer(() -> await(release), NOBODY);
    for (int i = 0; i < 100; i++) {
      CountDownLatch done = new CountDownLatch(1);
      assertTrue(workers.offer(done::countDown, NOBODY));
      assertTrue(done.await(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void whenTheQueueIsFullAMessageIsRefusedAndNobodyElseRunsIt() throws InterruptedException {
    fill();
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger woken = new AtomicInteger();
    Peer waiting = new WokenPeer(woken::incrementAndGet);
    assertFalse(workers.offer(ran::incrementAndGet, waiting));
    assertEquals(0, woken.get());
    assertEquals(0, ran.get());
    release.countDown();
    eventually().until(() -> woken.get() == 1);
    assertTrue(workers.offer(ran::incrementAndGet, waiting));
    eventually().until(() -> ran.get() == 1);
    assertEquals(1, woken.get(), "told of room, and had not been refused again");
  }

  /** Whoever was told of room may have closed meanwhile; those behind must not wait for ever. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50, 1000})
  void aPeerBehindManyThatHaveGoneIsToldOfRoom(int gone) throws InterruptedException {
    fill();
    for (int i = 0; i < gone; i++) {
      assertFalse(workers.offer(() -> {}, NOBODY));
    }
    CountDownLatch told = new CountDownLatch(1);
    assertFalse(workers.offer(() -> {}, new WokenPeer(told::countDown)));
    release.countDown();
    assertTrue(told.await(SOON.toSeconds(), TimeUnit.SECONDS), "not told of room");
  }

  @Test
  void thoseRefusedAreToldInTheirOrder() throws InterruptedException {
    Workers one = new Workers(List.of("worker"), 2);
    CountDownLatch held = new CountDownLatch(1);
    one.start();
    one.offer(
        () -> {
          held.countDown();
          await(release);
        },
        NOBODY);
    held.await();
    assertTrue(one.offer(() -> {}, NOBODY));
    assertTrue(one.offer(() -> {}, NOBODY));
    List<Integer> told = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      assertFalse(one.offer(() -> {}, new WokenPeer(() -> told.add(number))));
    }
    release.countDown();
    eventually().until(() -> told.size() == 100);
    assertEquals(IntStream.range(0, 100).boxed().toList(), told);
    assertEquals(0, one.join(deadline()));
  }

  /**
   * Sessions as a loop has them: refused ones wait until they are told, and then offer again.
   * Random pauses, seeded, shift them against the workers.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nobodyWaitsForEverAndNoMessageIsLost(long seed) throws InterruptedException {
    int each = 5_000;
    int offering = 4;
    AtomicInteger done = new AtomicInteger();
    AtomicInteger forgotten = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < offering; t++) {
      Random random = new Random(seed * 10 + t);
      threads.add(Thread.ofPlatform().start(() -> offerAll(each, random, done, forgotten)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, forgotten.get());
    eventually().until(() -> done.get() == each * offering);
  }

  private void offerAll(int count, Random random, AtomicInteger done, AtomicInteger forgotten) {
    Semaphore told = new Semaphore(0);
    Peer peer = new WokenPeer(told::release);
    for (int i = 0; i < count; i++) {
      while (!workers.offer(done::incrementAndGet, peer)) {
        try {
          if (!told.tryAcquire(10, TimeUnit.SECONDS)) {
            forgotten.incrementAndGet();
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (random.nextInt(64) == 0) {
        Thread.yield();
      }
      if (random.nextInt(512) == 0) {
        // Long enough for the workers to park.
        LockSupport.parkNanos(random.nextInt(200_000));
      }
    }
  }

  @Test
  void whatIsQueuedIsDoneBeforeTheEnd() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    int queued = 0;
    for (int i = 0; i < 1000; i++) {
      queued += workers.offer(done::incrementAndGet, NOBODY) ? 1 : 0;
    }
    assertEquals(0, workers.join(deadline()));
    assertEquals(queued, done.get());
    assertEquals(queued, workers.stats().stream().mapToLong(w -> w.counters().requests()).sum());
  }

  @Test
  void oneThatDoesNotEndIsInterrupted() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    workers.offer(
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        },
        NOBODY);
    begun.await();
    assertFalse(workers.awaitEnd(System.nanoTime()));
    workers.interrupt();
    assertEquals(0, workers.join(deadline()));
    assertEquals(0, interrupted.getCount());
  }

  @Test
  void handlersInPlaceAlwaysHaveRoom() {
    AtomicInteger ran = new AtomicInteger();
    assertTrue(Handlers.IN_PLACE.offer(ran::incrementAndGet, NOBODY));
    assertEquals(1, ran.get());
    assertTrue(Handlers.IN_PLACE.areInPlace());
    assertFalse(workers.areInPlace());
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
      barrier.await(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
