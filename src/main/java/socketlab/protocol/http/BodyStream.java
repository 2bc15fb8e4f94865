// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import socketlab.protocol.Output;

/**
 * A body without an end known beforehand, made when the connection has room for it: in chunks, or
 * up to the close for an HTTP/1.0 peer. It is asked by the connection's thread.
 */
public interface BodyStream {
  /** How it goes on. */
  enum Next {
    /** There is more: ask again as soon as there is room. */
    MORE,
    /** Nothing just now: ask again after the response's wake has run. */
    LATER,
    /** That was all. */
    END
  }

  /**
   * Appends the next piece, some kilobytes at the most; a peer that reads slowly is asked for less
   * often.
   */
  Next produce(Output piece);

  /**
   * It will not be asked again, though it has not ended: the peer went away, takes no body, or this
   * stream has failed. Called at most once, by the thread that finds out.
   */
  default void closed() {}
}
