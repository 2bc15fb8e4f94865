// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import socketlab.protocol.http2.client.StreamFailure;

/**
 * Who is told of the answers of one connection; requests are known by their places. Called by the
 * loop's thread.
 */
public interface AnswerListener {
  /** Bytes of its answer have come; told more than once of the same one. */
  void began(int place);

  /**
   * Its answer is whole; the place is free again when this returns.
   *
   * @param status 200 to 599, or 0 where the protocol has none
   */
  void answered(int place, int status);

  /** It will not be answered, and the connection goes on; the place is free again likewise. */
  void failed(int place, StreamFailure why);
}
