// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.time.Duration;
import socketlab.protocol.Phase;

/**
 * How long a peer may keep a connection waiting.
 *
 * @param header for a request's head, from its first byte (the first request's: from the
 *     connection) to its last; a body gets it too, and a second more for every KiB that comes
 * @param idle between two requests, and for a peer that does not read its answers
 */
public record Timeouts(Duration header, Duration idle) {
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** A body may not come slower, in bytes a second, once its first time is used up. */
  private static final int BODY_RATE = 1024;

  private static final long NEVER = Long.MAX_VALUE;

  public Timeouts {
    if (!header.isPositive() || !idle.isPositive()) {
      throw new IllegalArgumentException("time limits are above zero, not " + header + ", " + idle);
    }
  }

  /**
   * Nanoseconds a session may stay in a phase.
   *
   * @param received bytes that came since the phase began
   */
  long allowed(Phase phase, long received) {
    return switch (phase) {
      case NEW, HEAD -> header.toNanos();
      case BODY -> header.toNanos() + received * (1_000_000_000L / BODY_RATE);
      case IDLE -> idle.toNanos();
      case BUSY, DONE, REJECTED -> NEVER;
    };
  }

  /**
   * Nanoseconds between two looks at all connections: often enough that a limit is kept within a
   * tenth.
   */
  long tick() {
    long shortest = Math.min(header.toNanos(), idle.toNanos());
    return Math.clamp(shortest / 10, 10_000_000L, 1_000_000_000L);
  }
}
