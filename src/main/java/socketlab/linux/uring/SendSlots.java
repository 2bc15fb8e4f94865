// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;

/**
 * Native memory for bytes that belong to the kernel until it has sent them. A slot is used again as
 * soon as it is given back, the last one first, so that a loop touches as few pages as it has sends
 * under way. Confined to one thread.
 */
public final class SendSlots implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final ArrayList<MemorySegment> all = new ArrayList<>();
  private final int size;
  private int[] free = new int[16];
  private int freeCount;

  /**
   * @param size of each slot, in bytes
   */
  public SendSlots(int size) {
    this.size = size;
  }

  /**
   * Puts bytes into a free slot.
   *
   * @return its number
   */
  public int fill(byte[] bytes, int from, int length) {
    int slot;
    if (freeCount > 0) {
      slot = free[--freeCount];
    } else {
      slot = all.size();
      all.add(arena.allocate(size, 64));
    }
    MemorySegment.copy(bytes, from, all.get(slot), JAVA_BYTE, 0, length);
    return slot;
  }

  /** Where the slot's bytes are, for the kernel. */
  public long address(int slot) {
    return all.get(slot).address();
  }

  public void giveBack(int slot) {
    if (freeCount == free.length) {
      free = java.util.Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = slot;
  }

  /** The kernel has no more use for any of them. */
  @Override
  public void close() {
    arena.close();
  }
}
