// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.net.SocketAddress;
import java.util.concurrent.Executor;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Secured;
import socketlab.protocol.Timer;

/**
 * The surroundings of a session inside TLS: those of the connection, and what TLS tells of it.
 *
 * @param outer of the connection
 */
record InnerPeer(Peer outer, Secured secured) implements Peer {
  @Override
  public void wake() {
    outer.wake();
  }

  @Override
  public Executor owner() {
    return outer.owner();
  }

  @Override
  public Handlers handlers() {
    return outer.handlers();
  }

  @Override
  public long now() {
    return outer.now();
  }

  @Override
  public Timer timer(Runnable action) {
    return outer.timer(action);
  }

  @Override
  public SocketAddress localAddress() {
    return outer.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return outer.remoteAddress();
  }

  @Override
  public int descriptor() {
    return outer.descriptor();
  }

  @Override
  public Attempt connect(Outgoing to) {
    return outer.connect(to);
  }
}
