// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Says each second where something is that does not say so itself, when it takes more than two.
 *
 * <p>Thread contract: opened and closed by one thread; the text is asked for by another.
 */
public final class Waiting implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 2;

  private final ProgressLine line;
  private final ScheduledExecutorService clock;

  private Waiting(ProgressLine line, ScheduledExecutorService clock) {
    this.line = line;
    this.clock = clock;
  }

  /**
   * Begins.
   *
   * @param text what to say after so much time
   */
  public static Waiting on(ProgressLine line, Function<Duration, String> text) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lab-progress").factory());
    long began = System.nanoTime();
    clock.scheduleAtFixedRate(
        () -> line.passing(text.apply(Duration.ofNanos(System.nanoTime() - began))),
        PATIENCE_SECONDS,
        1,
        TimeUnit.SECONDS);
    return new Waiting(line, clock);
  }

  /** Ends, and takes the line away. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      // A line behind this would stay.
      clock.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    line.close();
  }
}
