// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.net.SocketAddress;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Timer;

/** Surroundings in which nothing happens, so that a session is measured alone. */
record IdlePeer(Handlers handlers) implements Peer {
  @Override
  public void wake() {}

  @Override
  public long now() {
    return 0;
  }

  @Override
  public Timer timer(Runnable action) {
    throw new UnsupportedOperationException("time stands still");
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
    throw new UnsupportedOperationException("there is nobody else");
  }
}
