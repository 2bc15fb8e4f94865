// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import socketlab.protocol.hpack.FieldBlock;

/**
 * Who is told of one answer, by the connection's thread. Fields and bytes are valid for the call.
 * It is told of exactly one of {@link #complete} and {@link #failed}, the last of all, unless the
 * request is cancelled. Each call may begin other requests on the same connection.
 */
public interface ResponseTarget {
  /** An answer before the answer, such as 103 (RFC 9110 section 15.2). */
  default void interim(int status, FieldBlock fields) {}

  /**
   * The answer's head.
   *
   * @param status 200 to 599
   * @param fields the first of them is {@code :status}
   */
  default void head(int status, FieldBlock fields) {}

  /**
   * Bytes of the body.
   *
   * @return how many it is done with; the others count against the windows until they are
   *     {@linkplain ClientConnection#consumed consumed}
   */
  default int data(byte[] bytes, int from, int to) {
    return to - from;
  }

  default void trailers(FieldBlock fields) {}

  /** The answer is whole; the request's body need not be. */
  void complete();

  void failed(StreamFailure why);

  /**
   * The server takes more of the request's body, of which {@link ClientConnection#send} took less.
   */
  default void writable() {}
}
