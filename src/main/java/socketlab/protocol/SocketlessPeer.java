// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.net.SocketAddress;

/**
 * Surroundings of a session that has no socket: no addresses, no timers, nobody to connect to. A
 * clock it still wants. For a session that is driven by hand, or by a benchmark.
 */
public abstract class SocketlessPeer implements Peer {
  @Override
  public Handlers handlers() {
    return Handlers.IN_PLACE;
  }

  @Override
  public Timer timer(Runnable action) {
    throw new UnsupportedOperationException("there are no timers here");
  }

  @Override
  public final SocketAddress localAddress() {
    return null;
  }

  @Override
  public final SocketAddress remoteAddress() {
    return null;
  }

  @Override
  public final int descriptor() {
    return -1;
  }

  @Override
  public final Attempt connect(Outgoing to) {
    throw new UnsupportedOperationException("there is nobody else here");
  }
}
