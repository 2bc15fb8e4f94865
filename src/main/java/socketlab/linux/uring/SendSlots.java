// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;

/**
 * Native memory for bytes that belong to the kernel until it has sent them. A slot is used again as
 * soon as it is given back, the last one first, so that a loop touches as few pages as it has sends
 * under way.
 *
 * <p>Of the free ones only some are held firmly. The others are there until a full collection,
 * which a server at work does not need and one at rest is given: then what a flood of sends has
 * taken goes back to the system.
 *
 * <p>Confined to one thread.
 */
public final class SendSlots implements AutoCloseable {
  /** Free slots that outlast a collection. */
  private static final int FIRM = 16;

  private final ArrayList<Slot> all = new ArrayList<>();
  private final int size;
  private int[] free = new int[16];
  private int freeCount;

  /** One slot's memory, which is the collector's when nothing but {@code weak} holds it. */
  private final class Slot {
    private MemorySegment firm;
    private WeakReference<MemorySegment> weak = new WeakReference<>(null);

    MemorySegment hold() {
      if (firm == null) {
        firm = weak.get();
      }
      if (firm == null) {
        firm = Arena.ofAuto().allocate(size, 64);
        weak = new WeakReference<>(firm);
      }
      return firm;
    }

    void letGo() {
      firm = null;
    }
  }

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
      all.add(new Slot());
    }
    MemorySegment.copy(bytes, from, all.get(slot).hold(), JAVA_BYTE, 0, length);
    return slot;
  }

  /** Where the slot's bytes are, for the kernel. */
  public long address(int slot) {
    return all.get(slot).firm.address();
  }

  public void giveBack(int slot) {
    if (freeCount == free.length) {
      free = java.util.Arrays.copyOf(free, 2 * freeCount);
    }
    if (freeCount >= FIRM) {
      all.get(slot).letGo();
    }
    free[freeCount++] = slot;
  }

  /** How many slots have memory now. */
  int held() {
    return (int) all.stream().filter(slot -> slot.weak.get() != null).count();
  }

  /** The kernel has no more use for any of them. */
  @Override
  public void close() {
    all.clear();
    freeCount = 0;
  }
}
