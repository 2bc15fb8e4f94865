// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskQueueTest {
  private final TaskQueue queue = new TaskQueue();
  private final List<String> performed = new ArrayList<>();

  private Task task(Runnable action) {
    return new Task() {
      @Override
      void perform() {
        action.run();
      }
    };
  }

  private Task note(String name) {
    return task(() -> performed.add(name));
  }

  @Test
  void performsInTheOrderOfAdding() {
    for (String name : List.of("a", "b", "c")) {
      queue.add(note(name));
    }
    queue.performAll();
    assertEquals(List.of("a", "b", "c"), performed);
    assertTrue(queue.isEmpty());
  }

  @Test
  void whatATaskAddsWaitsForTheNextCall() {
    queue.add(task(() -> queue.add(note("added"))));
    queue.performAll();
    assertEquals(List.of(), performed);
    queue.performAll();
    assertEquals(List.of("added"), performed);
  }

  @Test
  void aTaskMayBeAddedAgainWhilePerforming() {
    AtomicInteger runs = new AtomicInteger();
    Task[] self = new Task[1];
    self[0] =
        task(
            () -> {
              if (runs.incrementAndGet() < 3) {
                queue.add(self[0]);
              }
            });
    queue.add(self[0]);
    while (!queue.isEmpty()) {
      queue.performAll();
    }
    assertEquals(3, runs.get());
  }

  @Test
  void oneThatThrowsDoesNotTakeTheOthersAlong() {
    queue.add(note("before"));
    queue.add(
        task(
            () -> {
              throw new IllegalStateException("on purpose");
            }));
    queue.add(note("behind"));
    queue.add(note("last"));
    assertThrows(IllegalStateException.class, queue::performAll);
    queue.performAll();
    assertEquals(List.of("before", "behind", "last"), performed);
  }

  @Test
  void noneIsLostOrOvertakenAmongManyThreads() throws InterruptedException {
    int threads = 4;
    int each = 20_000;
    int[] last = new int[threads];
    AtomicInteger done = new AtomicInteger();
    List<Thread> adders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int own = t;
      adders.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 1; i <= each; i++) {
                      int number = i;
                      queue.add(
                          task(
                              () -> {
                                assertEquals(++last[own], number);
                                done.incrementAndGet();
                              }));
                    }
                  }));
    }
    while (done.get() < threads * each) {
      queue.performAll();
      Thread.onSpinWait();
    }
    for (Thread adder : adders) {
      adder.join();
    }
    assertTrue(queue.isEmpty());
  }
}
