// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Once for each rest after a load, and never while there is one. */
@Timeout(10)
class IdleHeapTest {
  private static final long MB = 1 << 20;

  private final IdleHeap heap = new IdleHeap(8 * MB);

  @Test
  void aServerThatNeverGrewIsLeftAlone() {
    assertFalse(heap.look(0, 5, 8 * MB));
    assertFalse(heap.look(100_000, 5, 12 * MB));
    assertFalse(heap.look(100_000, 5, 12 * MB));
  }

  @Test
  void underLoadNothingIsCollected() {
    for (int i = 1; i < 10; i++) {
      assertFalse(heap.look(i * 1_000L, 5, 500 * MB));
    }
  }

  @Test
  void whenItIsQuietItIsCollectedOnce() {
    heap.look(1_000, 5, 500 * MB);
    assertTrue(heap.look(1_000, 5, 500 * MB));
    for (int i = 0; i < 10; i++) {
      assertFalse(heap.look(1_000, 5, 8 * MB));
    }
  }

  @Test
  void aHealthCheckIsQuiet() {
    heap.look(1_000, 5, 500 * MB);
    assertTrue(heap.look(1_005, 5, 500 * MB));
  }

  @Test
  void whatIsInUseIsNotCollectedAgain() {
    heap.look(1_000, 5, 500 * MB);
    assertTrue(heap.look(1_000, 5, 500 * MB));
    assertFalse(heap.look(1_000, 5, 400 * MB));
    assertFalse(heap.look(1_000, 5, 400 * MB));
    assertFalse(heap.look(1_000, 5, 500 * MB));
  }

  @Test
  void whileItBecomesSmallerItIsCollectedAgain() {
    heap.look(1_000, 5, 500 * MB);
    assertTrue(heap.look(1_000, 5, 500 * MB));
    assertTrue(heap.look(1_000, 5, 70 * MB));
    assertFalse(heap.look(1_000, 5, 60 * MB));
    assertFalse(heap.look(1_000, 5, 60 * MB));
  }

  @Test
  void theNextLoadIsFollowedByTheNextCollection() {
    heap.look(1_000, 5, 500 * MB);
    heap.look(1_000, 5, 500 * MB);
    assertFalse(heap.look(5_000, 5, 300 * MB));
    assertTrue(heap.look(5_000, 5, 300 * MB));
  }
}
