// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

/** How far a stream is (RFC 9113 section 5.1); one that has not begun has no state here. */
enum StreamState {
  /** Both sides may send. */
  OPEN,
  /** The request is here as a whole. */
  HALF_CLOSED_REMOTE,
  /** The answer has left as a whole, and the request still comes. */
  HALF_CLOSED_LOCAL,
  CLOSED;

  /** True when the peer may send more of it. */
  boolean takesMore() {
    return this == OPEN || this == HALF_CLOSED_LOCAL;
  }

  StreamState remoteEnded() {
    return this == OPEN ? HALF_CLOSED_REMOTE : CLOSED;
  }

  StreamState localEnded() {
    return this == OPEN ? HALF_CLOSED_LOCAL : CLOSED;
  }
}
