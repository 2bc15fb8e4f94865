// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;

/** Accepts by the JDK. */
final class NioAcceptor extends Acceptor implements NioEndpoint {
  /**
   * What the JDK makes of one accepted connection: accept, fcntl twice, to have it non-blocking
   * fcntl once more, getsockname twice. Seen by strace under JDK 25.
   */
  private static final int CALLS_OF_ACCEPT = 6;

  private final NioPoller poller;
  private final ServerSocketChannel channel;
  private final SelectionKey key;

  NioAcceptor(NioPoller poller, Listener listener, Consumer<Accepted> taker) throws IOException {
    super(poller.loop, listener, taker);
    this.poller = poller;
    channel = listener.channel();
    key = poller.register(channel, 0, this);
  }

  @Override
  public void ready(SelectionKey key) {
    acceptBatch();
  }

  @Override
  protected Accepted take() {
    try {
      SocketChannel accepted = channel.accept();
      loop.called(accepted == null ? 1 : CALLS_OF_ACCEPT);
      return accepted == null ? null : new ChannelAccepted(accepted, listener.service());
    } catch (ClosedChannelException e) {
      // Another loop on the same listener has stopped first.
      return null;
    } catch (IOException e) {
      // Where descriptors are to be had it was the connection's own fault.
      throw new NativeException("accept", DescriptorProbe.errno(Errno.ECONNABORTED));
    }
  }

  @Override
  protected void watch(boolean on) {
    int operations = on ? SelectionKey.OP_ACCEPT : 0;
    if (key.isValid() && key.interestOps() != operations) {
      loop.called(1);
      key.interestOps(operations);
    }
  }

  @Override
  protected void deregister() throws IOException {
    key.cancel();
    poller.forgetCancelled();
  }
}
