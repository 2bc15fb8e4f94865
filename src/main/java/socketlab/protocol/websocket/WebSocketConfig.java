// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.function.Consumer;
import socketlab.protocol.http.HttpLimits;

/**
 * What all WebSockets of a service share.
 *
 * @param messageBytes the longest message that is taken; a longer one is refused with 1009
 * @param idleNanos how long the peer may be silent; half-way it is sent a Ping, which a peer that
 *     is there answers
 * @param failures told of every exception that a handler threw; called by the thread that ran it
 */
public record WebSocketConfig(long messageBytes, long idleNanos, Consumer<Throwable> failures) {
  /** A message may be as long as a request's body, and a peer as silent as between two requests. */
  public static WebSocketConfig of(HttpLimits limits, Consumer<Throwable> failures) {
    return new WebSocketConfig(limits.bodyBytes(), limits.idleNanos(), failures);
  }
}
