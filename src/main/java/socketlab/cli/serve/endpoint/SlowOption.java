// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.topics.hub.SlowPolicy;
import socketlab.cli.name.Options;

/** What becomes of those who hear too slowly, for all endpoints that tell many the same. */
final class SlowOption {
  private SlowPolicy slow;

  void addTo(Options options) {
    options
        .option(
            "--slow",
            SlowPolicy.class,
            value -> slow = value,
            "What happens to a subscriber of a topic, or a member of a chat, that is too far"
                + " behind: drop skips it forward and tells it, disconnect ends it, and it may come"
                + " again; wait holds back those who publish or speak.")
        .defaultValue("disconnect")
        .paramLabel("HOW");
  }

  SlowPolicy policy() {
    return slow;
  }
}
