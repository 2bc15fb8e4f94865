// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * An answer that is not whole yet, and what it hears meanwhile. All by the connection's thread,
 * unless said otherwise; none of it may block.
 */
public interface Pending {
  /**
   * The server stops: the answer is to end soon, in its own way. Called once at most. A stream is
   * asked for more right after it.
   */
  default void stopping() {}

  /**
   * The peer has shut its sending side. It may still be reading, as one does that asked for its
   * last answer; it may as well be gone, which TCP does not tell apart. An answer that might never
   * come should end now. Called once at most.
   */
  default void peerEnded() {}

  /**
   * The answer will not leave, or not to its end: the connection is gone, it takes no body, or the
   * answer has failed. Nothing more is asked of it. Called once at most, by the thread that finds
   * out.
   */
  default void closed() {}
}
