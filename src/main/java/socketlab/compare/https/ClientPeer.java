// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.net.SocketAddress;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;

/** The surroundings of a client that has one connection and waits in its calls. */
final class ClientPeer implements Peer {
  @Override
  public void wake() {
    // The one thread looks after every packet anyway.
  }

  @Override
  public Handlers handlers() {
    return Handlers.IN_PLACE;
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public Timer timer(Runnable action) {
    throw new UnsupportedOperationException("this client has no timers");
  }

  @Override
  public SocketAddress localAddress() {
    return null;
  }

  @Override
  public SocketAddress remoteAddress() {
    return null;
  }

  @Override
  public int descriptor() {
    return -1;
  }

  @Override
  public Attempt connect(Outgoing to) {
    throw new UnsupportedOperationException("this client has one connection");
  }
}
