// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import socketlab.net.nio.ChannelAccepted;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;

/**
 * A connect under way, in a thread of its own, which then is the connection's. The lock is that of
 * the session which asked, so that the two are never called at once.
 */
final class BlockingConnecting implements Peer.Attempt, Runnable {
  private static final int MOST_MILLIS = Integer.MAX_VALUE;

  private final BlockingReaders readers;
  private final Outgoing to;
  private final ReentrantLock lock;
  private final SocketChannel channel;
  private BlockingConnection connection;

  BlockingConnecting(BlockingReaders readers, Outgoing to, ReentrantLock lock) throws IOException {
    this.readers = readers;
    this.to = to;
    this.lock = lock;
    this.channel = SocketChannel.open();
  }

  SocketChannel channel() {
    return channel;
  }

  void becomes(BlockingConnection made) {
    connection = made;
  }

  @Override
  public void run() {
    try {
      if (to.from() != null) {
        channel.bind(new InetSocketAddress(to.from(), 0));
      }
      channel.socket().connect(to.to(), millis());
    } catch (IOException e) {
      ChannelAccepted.close(channel);
      readers.notConnected(connection);
      lock.lock();
      try {
        to.failed().accept(e);
      } finally {
        lock.unlock();
      }
      return;
    }
    connection.converseFirst();
  }

  /** For {@link java.net.Socket#connect}, 0 is without a limit. */
  private int millis() {
    return to.withinNanos() == Session.NEVER
        ? 0
        : Math.clamp(to.withinNanos() / 1_000_000, 1, MOST_MILLIS);
  }

  /** Its thread sees the channel closed, and says so. */
  @Override
  public void cancel() {
    if (!channel.isConnected()) {
      ChannelAccepted.close(channel);
    }
  }
}
