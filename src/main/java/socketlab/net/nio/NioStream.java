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

  /**
   * Of a channel with a key: getsockopt(SO_LINGER), shutdown, epoll_ctl(DEL), close; seen by strace
   * under JDK 25. Without one: close.
   */
  private static final int CALLS_OF_CLOSE = 4;

  private final NioPoller poller;
  private final SocketChannel channel;

  /** Null until the channel is in the selector. */
  private SelectionKey key;

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
  }

  /**
   * Reads before it asks to be told: under load the request is there by the time its connection is
   * accepted, and a connection for one request is then over without ever having had a key.
   */
  @Override
  protected void begin(boolean spoken) {
    if (spoken) {
      read();
    }
    if (!isOpen()) {
      return;
    }
    try {
      key = poller.register(channel, wanted, this);
    } catch (IOException e) {
      close();
    }
  }

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
      if (key != null) {
        loop.called(1);
        key.interestOps(operations);
      }
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    loop.called(1);
    channel.shutdownOutput();
  }

  @Override
  protected void closeDescriptor() {
    loop.called(key == null ? 1 : CALLS_OF_CLOSE);
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
