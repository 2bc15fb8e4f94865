// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand requests a second: one is due each millisecond. */
@Timeout(60)
class BacklogTest {
  private static final long MS = 1_000_000;
  private static final long START = Long.MAX_VALUE - 50 * MS;

  private final Backlog backlog = new Backlog(1_000);

  @Test
  void whoHandlesEachWhenItIsDueIsNotBehind() {
    for (int n = 1; n <= 100; n++) {
      long now = START + (n - 1) * MS;
      backlog.saw(n, now);
      assertEquals(0, backlog.waiting(n, now), 1e-9);
    }
  }

  @Test
  void whatIsDueMeanwhileWaits() {
    backlog.saw(1, START);
    assertEquals(30, backlog.waiting(1, START + 30 * MS), 1e-9);
    assertEquals(10, backlog.waiting(41, START + 50 * MS), 1e-9);
    assertEquals(0, backlog.waiting(61, START + 60 * MS), 1e-9);
  }

  /**
   * It cannot have been handled before it was due: so the first was due sooner than was thought.
   */
  @Test
  void theOneThatCameSoonestTellsWhenTheFirstWasDue() {
    backlog.saw(1, START + 20 * MS);
    assertEquals(0, backlog.waiting(1, START + 20 * MS), 1e-9);
    backlog.saw(11, START + 12 * MS);
    assertEquals(18, backlog.waiting(1, START + 20 * MS), 1e-9);
  }
}
