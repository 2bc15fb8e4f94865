// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.bound;

/** What one connection of HTTP/2 may ask for, beside what HTTP limits in every version. */
public final class Http2Limits {
  /** Streams at once, which is as few as RFC 9113 section 6.5.2 wants them to be. */
  public static final int STREAMS = 100;

  /** Bytes of one request's body that may come before somebody has taken them. */
  public static final int STREAM_WINDOW = 64 * 1024;

  /** Bytes of all bodies of a connection likewise: one that nobody takes stops few others. */
  public static final int CONNECTION_WINDOW = 1024 * 1024;

  /**
   * Bytes of answers and of requests that a connection keeps before it begins another: the answers
   * whose peer gives no window are among them.
   */
  public static final int KEPT = 1024 * 1024;

  /** Streams that may be reset, by the peer or for its faults, at once and then in a second. */
  public static final int RESETS = 500;

  public static final int RESETS_PER_SECOND = 50;

  /**
   * Frames that ask for nothing (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA), at once and
   * then in a second; what is asked for and sent earns more of them.
   */
  public static final int IDLE_FRAMES = 1000;

  public static final int IDLE_FRAMES_PER_SECOND = 100;

  /** Idle frames that a request earns. */
  public static final int EARNED_BY_REQUEST = 4;

  /** Bytes of data, either way, that earn an idle frame. */
  public static final int EARNING_BYTES = 256;

  /** Nanoseconds that a peer has to hear of the stop before its new requests are turned away. */
  public static final long STOP_NANOS = 1_000_000_000L;

  private Http2Limits() {}
}
