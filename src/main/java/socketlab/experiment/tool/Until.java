// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for a state, under a deadline. */
public final class Until {
  /** For what the kernel does at once, with room for a busy machine. */
  public static final Duration SOON = Duration.ofSeconds(10);

  private Until() {}

  /**
   * Looks every millisecond.
   *
   * @param state what is waited for, in words
   * @throws TimeoutException when it has not come within {@code most}, in one line
   */
  public static void holds(String state, Duration most, BooleanSupplier test)
      throws TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (!test.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("waited " + most.toSeconds() + " s in vain until " + state);
      }
      Thread.sleep(1);
    }
  }

  /** The same, for what should be there soon. */
  public static void holds(String state, BooleanSupplier test)
      throws TimeoutException, InterruptedException {
    holds(state, SOON, test);
  }
}
