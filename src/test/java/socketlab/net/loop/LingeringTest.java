// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a connection waits for the peer's end, by a clock that the test moves. */
@Timeout(30)
class LingeringTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long NOT_KNOWN = -1;

  private final Lingering lingering = new Lingering(0, 60 * SECOND);

  private boolean isOverAt(long second, long unacknowledged) {
    return lingering.isOver(second * SECOND + 1, (int) unacknowledged);
  }

  @Test
  void endsTwoSecondsAfterThePeerHasAll() {
    assertFalse(isOverAt(0, 0));
    assertFalse(isOverAt(1, 0));
    assertTrue(isOverAt(3, 0));
  }

  @Test
  void endsAfterTwoSecondsWhereNothingCanBeKnown() {
    assertFalse(isOverAt(1, NOT_KNOWN));
    assertTrue(isOverAt(2, NOT_KNOWN));
  }

  @Test
  void waitsAsLongAsThePeerTakesSomething() {
    for (int i = 1; i < 100; i++) {
      assertFalse(isOverAt(50L * i, 1000 - i));
    }
  }

  @Test
  void endsWhenThePeerTakesNothing() {
    assertFalse(isOverAt(1, 1000));
    assertFalse(isOverAt(60, 1000));
    assertTrue(isOverAt(62, 1000));
  }

  /** Also when it took its time for that, and then took all at once. */
  @Test
  void theTwoSecondsBeginWhenAllIsTaken() {
    assertFalse(isOverAt(1, 1000));
    assertFalse(isOverAt(50, 1000));
    assertFalse(isOverAt(51, 0));
    assertFalse(isOverAt(52, 0));
    assertTrue(isOverAt(54, 0));
  }

  /** More in the queue is no progress. */
  @Test
  void onlyLessThanEverCounts() {
    assertFalse(isOverAt(1, 1000));
    assertFalse(isOverAt(40, 2000));
    assertTrue(isOverAt(62, 1500));
  }
}
