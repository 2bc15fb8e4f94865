// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import java.util.Optional;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;

/** The cookie by which a browser says who it is (RFC 6265). No script of a page can read it. */
final class SessionCookie {
  private static final String NAME = "lab-session";
  private static final String REST = "; Path=/; HttpOnly; SameSite=Lax";

  private SessionCookie() {}

  /** What the cookie of a request holds; empty when it has none. */
  static Optional<String> of(Request request) {
    for (String line : request.fields("cookie")) {
      for (String cookie : line.split(";")) {
        String pair = cookie.strip();
        if (pair.startsWith(NAME + "=")) {
          return Optional.of(pair.substring(NAME.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Has the browser keep it.
   *
   * @param seconds for how long
   * @param secured when the browser is to send it by TLS alone
   */
  static void set(Response response, String value, long seconds, boolean secured) {
    response.field(
        "Set-Cookie",
        NAME + "=" + value + "; Max-Age=" + seconds + REST + (secured ? "; Secure" : ""));
  }

  /**
   * Has the browser forget it.
   *
   * @param secured as it was when it was set: a page in clear may not change it
   */
  static void remove(Response response, boolean secured) {
    set(response, "", 0, secured);
  }
}
