// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.util.Arrays;
import socketlab.linux.uring.IoUring;

/**
 * Who hears of a completion, by the number it was submitted with. Confined to the loop's thread.
 */
public final class Operations {
  private final IoUring ring;
  private Operation[] underWay = new Operation[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;

  Operations(IoUring ring) {
    this.ring = ring;
  }

  /** Gives the operation a number, to submit it with. */
  public int begin(Operation operation) {
    if (freeCount > 0) {
      operation.number = free[--freeCount];
    } else {
      if (used == underWay.length) {
        underWay = Arrays.copyOf(underWay, 2 * used);
        free = Arrays.copyOf(free, 2 * used);
      }
      operation.number = used++;
    }
    underWay[operation.number] = operation;
    return operation.number;
  }

  /** Asks the kernel to give an operation up; its last completion comes all the same. */
  public void cancel(Operation operation) {
    ring.cancel(operation.number);
  }

  /**
   * Tells of the completions there are.
   *
   * @return how many
   */
  int complete() {
    int count = ring.completions();
    int told = 0;
    try {
      while (told < count) {
        tell(told++);
      }
    } finally {
      // Also when one of them fails: nobody is told of the same completion again.
      ring.read(told);
    }
    return count;
  }

  private void tell(int completion) {
    long data = ring.data(completion);
    if (data == IoUring.NOBODY) {
      return;
    }
    Operation operation = underWay[(int) data];
    if (ring.isLast(completion)) {
      ended(operation);
    }
    operation.completed(ring.result(completion), ring.buffer(completion));
  }

  private void ended(Operation operation) {
    underWay[operation.number] = null;
    free[freeCount++] = operation.number;
    operation.number = -1;
  }
}
