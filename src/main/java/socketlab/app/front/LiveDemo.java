// SPDX-License-Identifier: Apache-2.0
package socketlab.app.front;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import socketlab.app.route.Route;

/** The demos, in the order of the page. A new one joins by one constant and its two files. */
enum LiveDemo {
  JOBS("/jobs"),
  TOPICS("/topics"),
  CHAT("/ws/chat"),
  UPLOADS("/uploads"),
  PAYMENTS("/payments"),
  SIGNIN("/sign-in"),
  COMPLETIONS("/v1/chat/completions");

  private final byte[] needs;

  /**
   * @param needs the path without which it would have nothing to show
   */
  LiveDemo(String needs) {
    this.needs = needs.getBytes(US_ASCII);
  }

  /** Those that a server with these routes can show. */
  static List<LiveDemo> of(List<Route> routes) {
    return Arrays.stream(values())
        .filter(demo -> routes.stream().anyMatch(route -> Arrays.equals(route.path(), demo.needs)))
        .toList();
  }

  private String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its piece of the page. */
  String page() {
    return id() + ".html";
  }

  String script() {
    return id() + ".js";
  }
}
