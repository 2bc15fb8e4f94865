// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.time.Duration;
import socketlab.protocol.SessionFactory;

/**
 * What a listener offers: the sessions it opens, and what its connections may take. Shared by all
 * loops; thread-safe.
 *
 * @param sessions opens the protocol for each connection
 * @param limit of open connections
 * @param budget of memory for what all connections keep waiting
 * @param stallNanos how long a peer may take none of the bytes that are there for it, above 0
 */
public record Service(
    SessionFactory sessions, ConnectionLimit limit, Budget budget, long stallNanos) {
  public Service {
    if (stallNanos <= 0) {
      throw new IllegalArgumentException("a peer may take some time, not " + stallNanos);
    }
  }

  public Service(SessionFactory sessions, Duration stall) {
    this(sessions, ConnectionLimit.NONE, Budget.NONE, stall.toNanos());
  }

  /** What a connection of our own is held by: it has taken no place, and no budget. */
  public static Service outgoing(SessionFactory sessions, long stallNanos) {
    return new Service(sessions, ConnectionLimit.NONE, Budget.NONE, stallNanos);
  }
}
