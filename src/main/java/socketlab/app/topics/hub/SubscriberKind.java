// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.util.Locale;

/** How a subscriber hears of messages. */
public enum SubscriberKind {
  POLL,
  EVENTS,
  SOCKET;

  /** As JSON has it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
