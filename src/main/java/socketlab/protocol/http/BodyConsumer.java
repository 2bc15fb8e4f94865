// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.List;

/**
 * Takes the body of a request as it comes. Called by the connection's thread, and does not block;
 * what it throws ends the connection, with 500 if nothing of the answer has left.
 *
 * <p>It ends by exactly one of {@link #ended} and {@link #closed}.
 */
public interface BodyConsumer {
  /**
   * Takes bytes from {@code bytes[from, to)}, which are valid for this call.
   *
   * @return how many. The rest is offered again after {@link Request#waker}, or when the answer of
   *     the same request has left in part; until then nothing more is read from the peer
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

  /** Bytes of memory it keeps. */
  default int kept() {
    return 0;
  }
}
