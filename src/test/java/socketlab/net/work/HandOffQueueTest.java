// SPDX-License-Identifier: Apache-2.0
package socketlab.net.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HandOffQueueTest {
  @Test
  void firstInIsFirstOut() {
    HandOffQueue<Integer> queue = new HandOffQueue<>(8);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 6; i++) {
        assertTrue(queue.offer(i));
      }
      for (int i = 0; i < 6; i++) {
        assertEquals(i, queue.poll());
      }
    }
    assertNull(queue.poll());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 1024})
  void holdsWhatItsCapacitySaysAndNoMore(int capacity) {
    HandOffQueue<Integer> queue = new HandOffQueue<>(capacity);
    for (int i = 0; i < capacity; i++) {
      assertTrue(queue.offer(i));
    }
    assertFalse(queue.offer(capacity));
    assertEquals(0, queue.poll());
    assertTrue(queue.offer(capacity));
    assertFalse(queue.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, Integer.MIN_VALUE, 0, 1, 3, 1000})
  void refusesACapacityItCannotTurnRound(int capacity) {
    assertThrows(IllegalArgumentException.class, () -> new HandOffQueue<>(capacity));
  }

  /** Random pauses, seeded, shift the threads against each other; a small ring wraps often. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachItemIsTakenOnceAndInItsPutterOrder(long seed) throws InterruptedException {
    int putters = 3;
    int takers = 3;
    int each = 20_000;
    HandOffQueue<int[]> queue = new HandOffQueue<>(16);
    AtomicIntegerArray times = new AtomicIntegerArray(putters * each);
    AtomicInteger left = new AtomicInteger(putters * each);
    AtomicInteger outOfOrder = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < putters; p++) {
      int own = p;
      Random random = new Random(seed * 10 + p);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  int[] item = {own, i};
                  while (!queue.offer(item)) {
                    Thread.yield();
                  }
                  pause(random);
                }
              }));
    }
    for (int t = 0; t < takers; t++) {
      Random random = new Random(seed * 10 + 5 + t);
      threads.add(
          new Thread(
              () -> {
                int[] last = new int[putters];
                java.util.Arrays.fill(last, -1);
                while (left.get() > 0) {
                  int[] item = queue.poll();
                  if (item == null) {
                    Thread.yield();
                    continue;
                  }
                  times.incrementAndGet(item[0] * each + item[1]);
                  outOfOrder.addAndGet(item[1] > last[item[0]] ? 0 : 1);
                  last[item[0]] = item[1];
                  left.decrementAndGet();
                  pause(random);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < times.length(); i++) {
      assertEquals(1, times.get(i), "item " + i);
    }
    assertEquals(0, outOfOrder.get());
    assertTrue(queue.isEmpty());
  }

  private static void pause(Random random) {
    if (random.nextInt(64) == 0) {
      Thread.yield();
    }
  }
}
