// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.bound;

/**
 * How often a peer may do what makes work and asks for nothing: so often at once, and so often in a
 * second from then on. Not thread-safe.
 */
final class Allowance {
  private static final long SECOND = 1_000_000_000L;

  private final int most;
  private final int perSecond;
  private int left;
  private long since;

  /**
   * @param now by {@link System#nanoTime}
   */
  Allowance(int most, int perSecond, long now) {
    this.most = most;
    this.perSecond = perSecond;
    left = most;
    since = now;
  }

  /** Uses it once; false when it is used up. */
  boolean spend(long now) {
    if (left == 0) {
      long whole = Math.min(most, (now - since) / (SECOND / perSecond));
      earn((int) whole);
      since = now;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  void earn(int count) {
    left = Math.min(most, left + count);
  }
}
