// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.List;

/**
 * Takes the body of a request as it comes. Called by the connection's thread, and does not block;
 * what it throws ends the connection, with 500 if nothing of the answer has left.
 *
 * <p>It ends by exactly one of {@link #ended}, {@link #closed} and its own {@link #UNWANTED}.
 */
public interface BodyConsumer {
  /** It wants no more of the body; see {@link #receive}. */
  int UNWANTED = -1;

  /**
   * Takes bytes from {@code bytes[from, to)}, which are valid for this call.
   *
   * @return how many. The rest is offered again after {@link Request#waker}, or when the answer of
   *     the same request has left in part; until then nothing more is read from the peer. {@link
   *     #UNWANTED} leaves the rest unread, as when there is no room for it on the disk: it is
   *     called no more, and the connection of HTTP/1 ends with the answer, which is best sent after
   *     that
   */
  int receive(byte[] bytes, int from, int to) throws Exception;

  /**
   * That was the whole body.
   *
   * @param trailers the fields that came behind it, mostly none
   */
  void ended(List<Field> trailers) throws Exception;

  /**
   * Nothing more will come: the peer broke off, sent what is no body, was too slow, or the
   * connection is gone. The answer is ended, too, by who carries it. By the thread that finds out.
   */
  void closed();

  /**
   * True when the peer may be silent now for as long as it wants, as one is that waits for what the
   * other says; otherwise {@link HttpLimits#bodyNanos} bounds how slowly a body may come. Heard
   * over HTTP/2, where a silent body is in nobody's way. Asked between two pieces.
   */
  default boolean mayPause() {
    return false;
  }

  /** Bytes of memory it keeps. */
  default int kept() {
    return 0;
  }
}
