// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Refuses what may be a replay, where to do it twice could do harm (RFC 8470 section 5.2). The
 * client is to send it again behind the handshake.
 */
final class TooEarly {
  private TooEarly() {}

  /**
   * A safe request may come early, unless it opens a conversation in which more follows. What a
   * proxy received early it says by a field, of which every form means the same.
   */
  static boolean isSo(Request request) {
    if (request.method().isSafe()) {
      return request.isEarly() && request.field("upgrade") != null;
    }
    return request.isEarly() || request.field("early-data") != null;
  }

  static void refuse(Response response) {
    Problem.send(
        response,
        Status.TOO_EARLY,
        "this request came as early data, which anybody could have sent again; send it behind the"
            + " handshake");
  }
}
