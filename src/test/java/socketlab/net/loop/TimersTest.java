// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Timer;

/** The timers of a loop by a clock that the test moves; it may begin anywhere, as nanoTime does. */
@Timeout(30)
class TimersTest {
  private static final long START = Long.MAX_VALUE - 50;

  private final Timers timers = new Timers();
  private final List<String> rang = new ArrayList<>();

  private Timer note(String name) {
    return timers.timer(() -> rang.add(name));
  }

  @Test
  void eachRingsOnceInTheOrderOfItsTime() {
    note("second").set(START + 20);
    note("first").set(START + 10);
    note("beyond the end of the numbers").set(START + 100);
    timers.ring(START + 9);
    assertEquals(List.of(), rang);
    timers.ring(START + 10);
    assertEquals(List.of("first"), rang);
    timers.ring(START + 100);
    timers.ring(START + 200);
    assertEquals(List.of("first", "second", "beyond the end of the numbers"), rang);
    assertTrue(timers.isEmpty());
  }

  @Test
  void oneThatIsMovedRingsAtItsNewTimeOnly() {
    Timer moved = note("moved");
    note("fixed").set(20);
    moved.set(10);
    moved.set(30);
    assertEquals(20, timers.next());
    timers.ring(29);
    assertEquals(List.of("fixed"), rang);
    moved.set(5);
    timers.ring(29);
    assertEquals(List.of("fixed", "moved"), rang);
  }

  @Test
  void oneThatIsCancelledDoesNotRing() {
    Timer timer = note("cancelled");
    timer.set(10);
    timer.cancel();
    timer.cancel();
    assertTrue(timers.isEmpty());
    timers.ring(100);
    assertEquals(List.of(), rang);
    timer.set(110);
    timers.ring(110);
    assertEquals(List.of("cancelled"), rang);
  }

  @Test
  void aCallbackMayCancelAndMoveOthersThatAreDueWithIt() {
    Timer cancelled = note("cancelled");
    Timer moved = note("moved");
    timers
        .timer(
            () -> {
              cancelled.cancel();
              moved.set(50);
            })
        .set(1);
    cancelled.set(2);
    moved.set(2);
    timers.ring(10);
    assertEquals(List.of(), rang);
    timers.ring(50);
    assertEquals(List.of("moved"), rang);
  }

  /** Else a loop whose timer is always late would never come to its connections. */
  @Test
  void oneThatIsSetAgainByItsCallbackWaitsForTheNextCall() {
    AtomicInteger rings = new AtomicInteger();
    Timer[] self = new Timer[1];
    self[0] =
        timers.timer(
            () -> {
              rings.incrementAndGet();
              self[0].set(0);
            });
    self[0].set(0);
    for (int i = 0; i < 5; i++) {
      note("later").set(1000);
    }
    timers.ring(10);
    assertEquals(1, rings.get());
    timers.ring(11);
    timers.ring(12);
    assertEquals(3, rings.get());
  }

  @Test
  void oneThatIsMadeByACallbackWaitsToo() {
    timers.timer(() -> note("made").set(0)).set(0);
    timers.ring(10);
    assertEquals(List.of(), rang);
    timers.ring(11);
    assertEquals(List.of("made"), rang);
  }

  @Test
  void aCallbackMayCancelItself() {
    Timer[] self = new Timer[1];
    self[0] =
        timers.timer(
            () -> {
              rang.add("self");
              self[0].set(20);
              self[0].cancel();
            });
    self[0].set(10);
    timers.ring(10);
    timers.ring(30);
    assertEquals(List.of("self"), rang);
  }

  @Test
  void oneThatThrowsHasRungAndLeavesTheOthersSet() {
    timers
        .timer(
            () -> {
              throw new IllegalStateException("on purpose");
            })
        .set(1);
    note("other").set(2);
    assertThrows(IllegalStateException.class, () -> timers.ring(10));
    timers.ring(10);
    assertEquals(List.of("other"), rang);
  }

  /** Ten thousand timers against a map that is looked through: set, moved, cancelled, rung. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isAsAMapOfTimes(long seed) {
    Random random = new Random(seed);
    Map<Integer, Long> model = new HashMap<>();
    List<Integer> heard = new ArrayList<>();
    List<Timer> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      all.add(timers.timer(() -> heard.add(number)));
    }
    long now = random.nextLong();
    for (int step = 0; step < 50_000; step++) {
      int number = random.nextInt(all.size());
      if (random.nextInt(5) > 0) {
        long at = now + random.nextInt(-100, 100_000);
        all.get(number).set(at);
        model.put(number, at);
      } else {
        all.get(number).cancel();
        model.remove(number);
      }
      if (step % 100 == 0) {
        now += random.nextInt(2_000);
        ringAndCompare(now, model, heard);
      }
    }
    ringAndCompare(now + 1_000_000, model, heard);
    assertTrue(timers.isEmpty());
  }

  private void ringAndCompare(long now, Map<Integer, Long> model, List<Integer> heard) {
    List<Long> due =
        model.values().stream().filter(at -> now - at >= 0).sorted(comparing(now)).toList();
    heard.clear();
    timers.ring(now);
    assertEquals(due, heard.stream().map(model::get).toList());
    model.keySet().removeAll(heard);
    assertEquals(model.isEmpty(), timers.isEmpty());
    if (!model.isEmpty()) {
      assertEquals(model.values().stream().min(comparing(now)).orElseThrow(), timers.next());
      assertFalse(now - timers.next() >= 0);
    }
  }

  /** By how far it is from now: the numbers may pass their end in between. */
  private static Comparator<Long> comparing(long now) {
    return Comparator.comparingLong(at -> at - now);
  }
}
