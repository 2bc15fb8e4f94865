// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Passes on what peers may bring about as often as they like: at most a line a second, with the
 * number of those that were left out. Thread-safe.
 */
final class SeldomTold implements Consumer<String> {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<String> told;
  private final LongSupplier clock;
  private boolean saidAny;
  private long saidAt;
  private long leftOut;

  /**
   * @param clock nanoseconds, as {@link System#nanoTime}
   */
  SeldomTold(Consumer<String> told, LongSupplier clock) {
    this.told = told;
    this.clock = clock;
  }

  @Override
  public void accept(String line) {
    String said;
    synchronized (this) {
      long now = clock.getAsLong();
      if (saidAny && now - saidAt < PAUSE_NANOS) {
        leftOut++;
        return;
      }
      said = leftOut == 0 ? line : line + " (and " + leftOut + " such lines were left out)";
      saidAny = true;
      saidAt = now;
      leftOut = 0;
    }
    told.accept(said);
  }
}
