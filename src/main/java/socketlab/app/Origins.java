// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.Set;
import socketlab.protocol.http.Request;

/**
 * Whose pages may do what a page could not do by itself: any page that a browser shows can reach a
 * server on the same machine, and a WebSocket asks for no permission of the server's beforehand.
 * Browsers say whose page it is (RFC 6454); other clients say nothing, and are let in.
 *
 * @param allowed origins beside the server's own, such as {@code https://lab.example}
 */
record Origins(Set<String> allowed) {
  /** The server's own pages alone. */
  static final Origins OWN = new Origins(Set.of());

  /** False when a page of another site asks. */
  boolean allow(Request request) {
    String origin = request.field("origin");
    if (origin == null || allowed.contains(origin)) {
      return true;
    }
    int authority = origin.indexOf("://");
    String own = request.authority();
    return authority >= 0 && own != null && origin.substring(authority + 3).equalsIgnoreCase(own);
  }
}
