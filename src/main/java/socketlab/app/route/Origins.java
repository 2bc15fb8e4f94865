// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Whose pages may do what a page could not do by itself: any page that a browser shows can reach a
 * server on the same machine, and a WebSocket asks for no permission of the server's beforehand.
 * Browsers say whose page it is (RFC 6454); other clients say nothing, and are let in.
 *
 * @param allowed origins beside the server's own, such as {@code https://lab.example}
 */
public record Origins(Set<String> allowed) {
  /** The server's own pages alone. */
  public static final Origins OWN = new Origins(Set.of());

  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\s]+");

  /**
   * Reads them as a user writes them.
   *
   * @param text origins with commas between them
   * @throws IllegalArgumentException in one line with the fix
   */
  public static Origins of(String text) {
    Set<String> allowed = Set.copyOf(List.of(text.split(",")));
    for (String origin : allowed) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "an origin is a scheme and a host, such as https://lab.example, not '" + origin + "'");
      }
    }
    return new Origins(allowed);
  }

  /** The same handler, with 403 for pages of other sites. */
  public HttpHandler guard(HttpHandler handler) {
    return (request, response) -> {
      if (allow(request)) {
        handler.handle(request, response);
      } else {
        refuse(request, response);
      }
    };
  }

  static void refuse(Request request, Response response) {
    Problem.send(
        response,
        Status.FORBIDDEN,
        "this is not for pages of "
            + request.field("origin")
            + "; lab serve --allow-origin names those that may");
  }

  /** False when a page of another site asks. */
  public boolean allow(Request request) {
    String origin = request.field("origin");
    if (origin == null || allowed.contains(origin)) {
      return true;
    }
    int authority = origin.indexOf("://");
    String own = request.authority();
    return authority >= 0 && own != null && origin.substring(authority + 3).equalsIgnoreCase(own);
  }
}
