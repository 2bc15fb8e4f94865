// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is under way stays where it is; what is free goes with a collection. */
@Timeout(60)
class SendSlotsTest {
  private static final int SIZE = 4096;
  private static final int MANY = 500;

  @Test
  void whatAFloodHasTakenGoesWithACollection() {
    try (SendSlots slots = new SendSlots(SIZE)) {
      List<Integer> used = fill(slots, MANY);
      assertEquals(MANY, slots.held());
      used.forEach(slots::giveBack);
      assertEquals(MANY, slots.held());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                System.gc();
                return slots.held() < MANY / 10;
              });
      assertTrue(slots.held() > 0);
    }
  }

  @Test
  void whatIsUnderWayOutlastsACollection() {
    try (SendSlots slots = new SendSlots(SIZE)) {
      List<Integer> used = fill(slots, MANY);
      System.gc();
      assertEquals(MANY, slots.held());
      for (int slot : used) {
        assertArrayEquals(bytes(slot), read(slots.address(slot)));
      }
    }
  }

  @Test
  void aSlotThatHasLostItsMemoryIsGivenNew() {
    try (SendSlots slots = new SendSlots(SIZE)) {
      for (int round = 0; round < 3; round++) {
        List<Integer> used = fill(slots, MANY);
        for (int slot : used) {
          assertArrayEquals(bytes(slot), read(slots.address(slot)));
        }
        used.forEach(slots::giveBack);
        System.gc();
      }
    }
  }

  @Test
  void theLastOneGivenBackIsTheFirstToBeUsed() {
    try (SendSlots slots = new SendSlots(SIZE)) {
      List<Integer> used = fill(slots, 3);
      slots.giveBack(used.get(0));
      slots.giveBack(used.get(2));
      assertEquals(used.get(2), slots.fill(bytes(0), 0, SIZE));
    }
  }

  /** Slots with bytes of their own, by their numbers. */
  private static List<Integer> fill(SendSlots slots, int count) {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int slot = slots.fill(bytes(0), 0, SIZE);
      MemorySegment.copy(
          bytes(slot), 0, memory(slots.address(slot)), ValueLayout.JAVA_BYTE, 0, SIZE);
      used.add(slot);
    }
    return used;
  }

  private static byte[] bytes(int slot) {
    byte[] bytes = new byte[SIZE];
    java.util.Arrays.fill(bytes, (byte) slot);
    return bytes;
  }

  private static byte[] read(long address) {
    return memory(address).toArray(ValueLayout.JAVA_BYTE);
  }

  private static MemorySegment memory(long address) {
    return MemorySegment.ofAddress(address).reinterpret(SIZE);
  }
}
