// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.Optional;
import java.util.function.Consumer;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.websocket.deflate.DeflatePool;

/**
 * What all WebSockets of a service share.
 *
 * @param messageBytes the longest message that is taken; a longer one is refused with 1009
 * @param idleNanos how long the peer may be silent; half-way it is sent a Ping, which a peer that
 *     is there answers
 * @param deflate what compresses messages for a client that offers it; empty when none are
 * @param failures told of every exception that a handler threw; called by the thread that ran it
 */
public record WebSocketConfig(
    long messageBytes,
    long idleNanos,
    Optional<DeflatePool> deflate,
    Consumer<Throwable> failures) {
  /** Without compression. */
  public WebSocketConfig(long messageBytes, long idleNanos, Consumer<Throwable> failures) {
    this(messageBytes, idleNanos, Optional.empty(), failures);
  }

  /** A message may be as long as a request's body, and a peer as silent as between two requests. */
  public static WebSocketConfig of(HttpLimits limits, Consumer<Throwable> failures) {
    return new WebSocketConfig(limits.bodyBytes(), limits.idleNanos(), failures);
  }

  /** The same, with messages of at most so many bytes, where it allows longer ones. */
  public WebSocketConfig ofAtMost(long bytes) {
    return new WebSocketConfig(Math.min(bytes, messageBytes), idleNanos, deflate, failures);
  }

  /** The same, with compression for clients that offer it. */
  public WebSocketConfig with(DeflatePool pool) {
    return new WebSocketConfig(messageBytes, idleNanos, Optional.of(pool), failures);
  }
}
