// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * The loop over the JDK's {@link Selector}, which on Linux is epoll, level-triggered. One read an
 * event: what a read leaves behind makes the socket ready again.
 */
final class NioLoop extends EventLoop {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** Reads after which all has come that was there before the first: tcp_rmem holds 6 MiB. */
  private static final int MOST_READS = 128;

  /**
   * What the JDK makes of one accepted connection: accept, fcntl twice, to have it non-blocking
   * fcntl once more, getsockname twice, setsockopt(TCP_NODELAY). Seen by strace under JDK 25, as
   * are the others.
   */
  private static final int CALLS_OF_ACCEPT = 7;

  /** getsockopt(SO_LINGER), shutdown, epoll_ctl(DEL), close. */
  private static final int CALLS_OF_CLOSE = 4;

  private final Selector selector;
  private final Consumer<SelectionKey> ready = this::ready;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** Where a session reads from: a heap array is what Java code is fastest on. */
  private final byte[] bytes = new byte[BUFFER_BYTES];

  private long wakeUpsSeen;

  NioLoop(Config config) throws IOException {
    super(config);
    selector = Selector.open();
  }

  @Override
  int poll(long nanos) throws IOException {
    calls++;
    int count;
    if (nanos == 0) {
      count = selector.selectNow(ready);
    } else {
      // A fraction of a millisecond is rounded up: rounded down it would be a busy loop.
      count = selector.select(ready, nanos < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
    long wakeUps = counters.wakeUps();
    if (wakeUps != wakeUpsSeen) {
      wakeUpsSeen = wakeUps;
      calls++; // the selector reads its eventfd
    }
    return count;
  }

  /** A Selector waits for whole milliseconds, and is late by up to one. */
  @Override
  long sleepable(long nanos) {
    return Math.max(0, nanos - TimeUnit.MILLISECONDS.toNanos(1));
  }

  @Override
  void wakeup() {
    selector.wakeup();
  }

  private void ready(SelectionKey key) {
    awake();
    switch (key.attachment()) {
      case NioConnection c -> {
        if (key.isWritable()) {
          conversations.writable(c);
        }
        if (key.isValid() && key.isReadable()) {
          read(c);
        }
      }
      case NioAcceptor a -> a.acceptBatch();
      case Connecting c -> c.finish(key);
      default -> throw new IllegalStateException(String.valueOf(key.attachment()));
    }
  }

  /** One read. False when there was nothing. */
  private boolean read(NioConnection c) {
    int count;
    try {
      in.clear();
      calls++;
      count = c.channel.read(in);
    } catch (IOException e) {
      connections.close(c);
      return false;
    }
    if (count > 0) {
      in.get(0, bytes, 0, count);
      conversations.received(c, bytes, 0, count);
      return true;
    }
    if (count < 0) {
      conversations.inputEnded(c);
    }
    return false;
  }

  @Override
  void readNow(LoopConnection connection) {
    NioConnection c = (NioConnection) connection;
    for (int i = 0; i < MOST_READS && !c.closed && c.wantsRead() && read(c); i++) {}
    if (!c.closed && c.wantsRead()) {
      conversations.allRead(c);
    }
  }

  @Override
  boolean write(LoopConnection connection, Output output) throws IOException {
    SocketChannel channel = ((NioConnection) connection).channel;
    while (!output.isEmpty()) {
      int count = Math.min(output.size(), out.capacity());
      out.clear();
      out.put(output.array(), output.offset(), count);
      out.flip();
      calls++;
      int sent = channel.write(out);
      output.sent(sent);
      if (sent < count) {
        return false;
      }
    }
    return true;
  }

  @Override
  void interest(LoopConnection connection, boolean read, boolean write) {
    ((NioConnection) connection).interest(read, write);
  }

  @Override
  LoopConnection register(Accepted accepted) throws IOException {
    SocketChannel channel = ((NioAccepted) accepted).channel();
    channel.configureBlocking(false);
    return new NioConnection(this, channel);
  }

  /** The key is in the selector from its making on. */
  @Override
  void begin(LoopConnection connection, boolean spoken) {}

  @Override
  void shutdownOutput(LoopConnection connection) throws IOException {
    calls++;
    ((NioConnection) connection).channel.shutdownOutput();
  }

  @Override
  void closeSocket(LoopConnection connection) {
    calls += CALLS_OF_CLOSE;
    NioAccepted.close(((NioConnection) connection).channel);
  }

  @Override
  Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
    return new NioAcceptor(listener, taker);
  }

  @Override
  void startConnect(
      InetAddress from,
      SocketAddress address,
      SessionFactory sessions,
      Consumer<IOException> failed) {
    new Connecting(sessions, failed).start(from, address);
  }

  @Override
  void closePoller() throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Connecting c) {
        c.failed(new ClosedChannelException());
      }
    }
    selector.close();
  }

  /** One connection and its key; the attachment of the key. */
  private static final class NioConnection extends LoopConnection {
    final SocketChannel channel;
    private final SelectionKey key;
    private int wanted = SelectionKey.OP_READ;

    NioConnection(NioLoop loop, SocketChannel channel) throws IOException {
      super(loop);
      this.channel = channel;
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      loop.calls++; // epoll_ctl, as is every change of what is wanted
      key = channel.register(loop.selector, wanted, this);
    }

    boolean wantsRead() {
      return (wanted & SelectionKey.OP_READ) != 0;
    }

    void interest(boolean read, boolean write) {
      int ops = (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
      if (ops != wanted) {
        wanted = ops;
        loop.calls++;
        key.interestOps(ops);
      }
    }
  }

  private final class NioAcceptor extends Acceptor {
    private final ServerSocketChannel channel;
    private final SelectionKey key;

    NioAcceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
      super(NioLoop.this, listener, taker);
      channel = listener.channel();
      key = channel.register(selector, 0, this);
    }

    @Override
    Accepted take() throws IOException {
      try {
        SocketChannel accepted = channel.accept();
        calls += accepted == null ? 1 : CALLS_OF_ACCEPT;
        return accepted == null ? null : new NioAccepted(accepted);
      } catch (ClosedChannelException e) {
        // Another loop on the same listener has stopped first.
        return null;
      }
    }

    @Override
    void watch(boolean on) {
      if (key.isValid()) {
        calls++;
        key.interestOps(on ? SelectionKey.OP_ACCEPT : 0);
      }
    }

    @Override
    void deregister() throws IOException {
      key.cancel();
      // A selector keeps the descriptor of a closed channel, and so the kernel its listener,
      // until it selects again.
      selector.selectNow(ready);
    }
  }

  /** A connection that is being made. */
  private final class Connecting {
    private final SessionFactory sessions;
    private final Consumer<IOException> failed;
    private SocketChannel channel;

    Connecting(SessionFactory sessions, Consumer<IOException> failed) {
      this.sessions = sessions;
      this.failed = failed;
    }

    void start(InetAddress from, SocketAddress address) {
      try {
        calls += 4; // socket, fcntl twice, connect
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (from != null) {
          channel.bind(new InetSocketAddress(from, 0));
        }
        if (channel.connect(address)) {
          established();
        } else {
          channel.register(selector, SelectionKey.OP_CONNECT, this);
        }
      } catch (IOException e) {
        failed(e);
      }
    }

    void finish(SelectionKey key) {
      try {
        channel.finishConnect();
        established();
      } catch (IOException e) {
        failed(e);
      }
    }

    /** The key, if there is one already, passes on to the connection. */
    private void established() throws IOException {
      conversations.connected(new NioConnection(NioLoop.this, channel), sessions, failed);
    }

    private void failed(IOException e) {
      if (channel != null) {
        NioAccepted.close(channel);
      }
      failed.accept(e);
    }
  }
}
