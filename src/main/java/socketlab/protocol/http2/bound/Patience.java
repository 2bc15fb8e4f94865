// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.bound;

import socketlab.protocol.http2.frame.ConnectionError;

/**
 * How much work that asks for nothing a server bears of one peer: streams that are reset, by the
 * peer or for its faults, and frames that want no answer. What is asked for and sent earns more of
 * the latter, and so does time. Not thread-safe.
 */
public final class Patience {
  private final Allowance resets;
  private final Allowance idle;

  /** Bytes of data that have not earned an idle frame yet. */
  private int earning;

  /**
   * @param now by {@link System#nanoTime}
   */
  public Patience(long now) {
    resets = new Allowance(Http2Limits.RESETS, Http2Limits.RESETS_PER_SECOND, now);
    idle = new Allowance(Http2Limits.IDLE_FRAMES, Http2Limits.IDLE_FRAMES_PER_SECOND, now);
  }

  /** A stream has been reset. */
  public void reset(long now) throws ConnectionError {
    if (!resets.spend(now)) {
      throw ConnectionError.calm("too many streams are reset");
    }
  }

  /** A frame has come that asks for nothing. */
  public void idleFrame(long now) throws ConnectionError {
    if (!idle.spend(now)) {
      throw ConnectionError.calm("too many frames ask for nothing");
    }
  }

  /** A request has come. */
  public void requested() {
    idle.earn(Http2Limits.EARNED_BY_REQUEST);
  }

  /** Data has gone one way or the other. */
  public void moved(int bytes) {
    earning += bytes;
    if (earning >= Http2Limits.EARNING_BYTES) {
      idle.earn(earning / Http2Limits.EARNING_BYTES);
      earning %= Http2Limits.EARNING_BYTES;
    }
  }
}
