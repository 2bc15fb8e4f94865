// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A connection that is to be made.
 *
 * @param to the server
 * @param from an address of this machine, each of which has ephemeral ports of its own; null lets
 *     the kernel choose
 * @param withinNanos how long the connect may take, above 0; {@link Session#NEVER} leaves the limit
 *     to the kernel, which gives up after some two minutes
 * @param sessions opens the session once there is a connection; that session is resumed at once, so
 *     it may speak first
 * @param failed told when there is none: refused, cancelled, too late, or no session for it
 */
public record Outgoing(
    InetSocketAddress to,
    InetAddress from,
    long withinNanos,
    SessionFactory sessions,
    Consumer<IOException> failed) {
  public Outgoing {
    if (withinNanos <= 0) {
      throw new IllegalArgumentException("a connect may take some time, not " + withinNanos);
    }
  }

  public Outgoing(InetSocketAddress to, SessionFactory sessions, Consumer<IOException> failed) {
    this(to, null, Session.NEVER, sessions, failed);
  }
}
