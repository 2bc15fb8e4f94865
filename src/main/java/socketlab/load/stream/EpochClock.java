// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.time.Instant;

/**
 * The time of day as finely as {@link System#nanoTime} runs, set once at its making: the publisher
 * and the clients of one run, whose difference is what counts, read one clock that nobody sets
 * meanwhile. Any thread.
 */
final class EpochClock {
  private final long offsetNanos;

  EpochClock() {
    Instant now = Instant.now();
    offsetNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
  }

  /** Nanoseconds since 1970. */
  long nanos() {
    return System.nanoTime() + offsetNanos;
  }

  long micros() {
    return nanos() / 1_000;
  }
}
