// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketEnds;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Stream;
import socketlab.protocol.Output;

/** A connection over a channel. One read an event: what is left makes the channel ready again. */
final class NioStream extends Stream implements NioEndpoint {
  private static final int MOST_READS = MOST_AT_STOP / NioPoller.BUFFER_BYTES;

  /** getsockopt(SO_LINGER), shutdown, epoll_ctl(DEL), close; seen by strace under JDK 25. */
  private static final int CALLS_OF_CLOSE = 4;

  private final NioPoller poller;
  private final SocketChannel channel;
  private final SelectionKey key;
  private int wanted = SelectionKey.OP_READ;

  NioStream(NioPoller poller, SocketChannel channel) throws IOException {
    super(poller.loop);
    this.poller = poller;
    this.channel = channel;
    channel.configureBlocking(false);
    if (!Listener.queueAvailability().isAvailable()) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      loop.called(1);
    }
    key = poller.register(channel, wanted, this);
  }

  /** The key is in the selector from its making on. */
  @Override
  protected void begin(boolean spoken) {}

  @Override
  public void ready(SelectionKey key) {
    if (key.isWritable()) {
      writable();
    }
    if (key.isValid() && key.isReadable()) {
      read();
    }
  }

  /** One read. False when there was nothing. */
  private boolean read() {
    int count;
    try {
      poller.in.clear();
      loop.called(1);
      count = channel.read(poller.in);
    } catch (IOException e) {
      close();
      return false;
    }
    if (count > 0) {
      poller.in.get(0, poller.bytes, 0, count);
      received(poller.bytes, 0, count);
      return true;
    }
    if (count < 0) {
      inputEnded();
    }
    return false;
  }

  @Override
  protected void readNow() {
    for (int i = 0; i < MOST_READS && isOpen() && wantsRead() && read(); i++) {}
    if (isOpen() && wantsRead()) {
      allRead();
    }
  }

  private boolean wantsRead() {
    return (wanted & SelectionKey.OP_READ) != 0;
  }

  @Override
  protected boolean write(Output output) throws IOException {
    while (!output.isEmpty()) {
      int count = Math.min(output.size(), poller.out.capacity());
      poller.out.clear();
      poller.out.put(output.array(), output.offset(), count);
      poller.out.flip();
      loop.called(1);
      int sent = channel.write(poller.out);
      output.sent(sent);
      if (sent < count) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected void interest(boolean read, boolean write) {
    int operations = (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
    if (operations != wanted) {
      wanted = operations;
      loop.called(1);
      key.interestOps(operations);
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    loop.called(1);
    channel.shutdownOutput();
  }

  @Override
  protected void closeDescriptor() {
    loop.called(CALLS_OF_CLOSE);
    ChannelAccepted.close(channel);
  }

  @Override
  protected int unacknowledged() {
    return Listener.queueAvailability().isAvailable()
        ? SocketEnds.unacknowledged(descriptor())
        : -1;
  }

  @Override
  public SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public int descriptor() {
    return Descriptors.availability().isAvailable() ? Descriptors.of(channel) : -1;
  }
}
