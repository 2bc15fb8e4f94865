// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import java.net.SocketAddress;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;

/** A peer of which a test needs only that it can be woken. */
public record WokenPeer(Runnable woken) implements Peer {
  @Override
  public void wake() {
    woken.run();
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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
