// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.util.concurrent.TimeUnit;

/**
 * How long a connection that has said its end waits for the peer's: while the peer takes what was
 * sent, and a while after.
 */
public final class Lingering {
  /** From when all was taken; nginx's lingering_timeout is 5 s. */
  private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final long stallNanos;
  private long since;
  private int left = Integer.MAX_VALUE;

  /**
   * @param now by {@link System#nanoTime}
   * @param stallNanos how long the peer may take nothing of what is there for it
   */
  public Lingering(long now, long stallNanos) {
    this.since = now;
    this.stallNanos = stallNanos;
  }

  /**
   * @param unacknowledged bytes that have not arrived; -1 where that cannot be known
   */
  public boolean isOver(long now, int unacknowledged) {
    if (unacknowledged >= 0 && unacknowledged < left) {
      left = unacknowledged;
      since = now;
    }
    return now - since > (unacknowledged > 0 ? stallNanos : AFTER_NANOS);
  }
}
