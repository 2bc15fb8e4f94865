// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.util.Locale;

/** What happens to a subscriber that has fallen too far behind. */
public enum SlowPolicy {
  /** It goes on with the newest message, and is told how many it missed. */
  DROP,
  /** It is ended in its protocol's way, and may come again and resume. */
  DISCONNECT,
  /** Who publishes is held back until it has caught up. */
  WAIT;

  /** As a user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
