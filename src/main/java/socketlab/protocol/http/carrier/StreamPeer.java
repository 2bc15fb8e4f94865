// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.carrier;

import java.net.SocketAddress;
import java.util.concurrent.Executor;
import socketlab.protocol.Handlers;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Secured;
import socketlab.protocol.Timer;

/**
 * The surroundings of a session that has one stream of a connection: those of the connection, but
 * that a wake is for the stream.
 */
record StreamPeer(Peer connection, Runnable waker) implements Peer {
  @Override
  public void wake() {
    waker.run();
  }

  @Override
  public Executor owner() {
    return connection.owner();
  }

  @Override
  public Handlers handlers() {
    return connection.handlers();
  }

  @Override
  public long now() {
    return connection.now();
  }

  @Override
  public Timer timer(Runnable action) {
    return connection.timer(action);
  }

  @Override
  public SocketAddress localAddress() {
    return connection.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public Secured secured() {
    return connection.secured();
  }

  @Override
  public int descriptor() {
    return connection.descriptor();
  }

  @Override
  public Attempt connect(Outgoing to) {
    return connection.connect(to);
  }
}
