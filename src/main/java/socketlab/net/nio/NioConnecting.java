// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import socketlab.linux.libc.Errno;
import socketlab.linux.socket.Sockets;
import socketlab.net.loop.Connecting;
import socketlab.protocol.Outgoing;

/** A connect under way over a channel. */
final class NioConnecting extends Connecting implements NioEndpoint {
  private final NioPoller poller;
  private SocketChannel channel;

  NioConnecting(NioPoller poller, Outgoing to) {
    super(poller.loop, to);
    this.poller = poller;
  }

  @Override
  protected void start() throws IOException {
    loop.called(5); // socket, fcntl twice, setsockopt, connect
    channel = open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (to.from() != null) {
      channel.bind(new InetSocketAddress(to.from(), 0));
    }
    if (channel.connect(to.to())) {
      established(new NioStream(poller, channel));
    } else {
      poller.register(channel, SelectionKey.OP_CONNECT, this);
    }
  }

  private static SocketChannel open() throws IOException {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw Sockets.failed("socket", DescriptorProbe.errno(Errno.EIO));
    }
  }

  @Override
  public void ready(SelectionKey key) {
    NioStream stream;
    try {
      channel.finishConnect();
      // The key passes on to the stream.
      stream = new NioStream(poller, channel);
    } catch (IOException e) {
      failed(e);
      return;
    }
    established(stream);
  }

  @Override
  protected void closeDescriptor() {
    if (channel != null) {
      ChannelAccepted.close(channel);
    }
  }
}
