// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/**
 * What a session waits for. The owner of the connection has the clock and decides by this which
 * time limit runs; the session has none.
 */
public enum Phase {
  /** Nothing has come yet. */
  NEW,
  /** Between two messages. */
  IDLE,
  /** A message has begun and its head is not complete. */
  HEAD,
  /** The head is complete and the body is not. */
  BODY,
  /** Answers are being worked on or a stream is running: it is not the peer who is late. */
  BUSY,
  /** Nothing more will be taken or written: close once the output has drained. */
  DONE,
  /** As {@link #DONE}, but the peer was turned away while it may still be sending. */
  REJECTED;

  /** True when the connection ends as soon as its output has drained. */
  public boolean isLast() {
    return this == DONE || this == REJECTED;
  }
}
