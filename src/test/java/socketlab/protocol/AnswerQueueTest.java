// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AnswerQueueTest {
  private final AnswerQueue<Plain> queue = new AnswerQueue<>();
  private final Plain first = new Plain();
  private final Plain second = new Plain();

  @Test
  void onlyTheFirstIsEverReady() {
    queue.add(first);
    queue.add(second);
    second.complete();
    assertNull(queue.ready());
    first.complete();
    assertSame(first, queue.ready());
    queue.remove();
    assertSame(second, queue.ready());
    queue.remove();
    assertNull(queue.ready());
    assertTrue(queue.isEmpty());
  }

  @Test
  void anAnswerCanBeUsedAgain() {
    for (int round = 1; round <= 3; round++) {
      first.output().put((byte) round);
      queue.add(first);
      assertNull(queue.ready(), "ready from the round before");
      first.complete();
      assertEquals(1, queue.ready().output().size());
      queue.remove();
      first.renew();
    }
    assertEquals(0, queue.size());
  }

  @Test
  void clearingTellsOfAllInOrder() {
    queue.add(first);
    queue.add(second);
    List<Plain> cleared = new ArrayList<>();
    queue.clear(cleared::add);
    assertEquals(List.of(first, second), cleared);
    assertEquals(0, queue.size());
    queue.add(second);
    second.complete();
    assertSame(second, queue.ready());
  }

  @Test
  void completingWakesTheOwner() {
    int[] woken = {0};
    new Plain(() -> woken[0]++).complete();
    assertEquals(1, woken[0]);
  }

  private static final class Plain extends Answer {
    Plain() {
      this(() -> {});
    }

    Plain(Runnable wake) {
      super(1, wake);
    }
  }
}
