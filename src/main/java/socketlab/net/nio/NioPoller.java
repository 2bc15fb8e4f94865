// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;
import socketlab.net.loop.Connecting;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.net.loop.Stream;
import socketlab.protocol.Outgoing;

/**
 * Waits by the JDK's {@link Selector}, which on Linux is epoll, level-triggered: what a read leaves
 * behind makes the channel ready again.
 */
public final class NioPoller implements Poller {
  static final int BUFFER_BYTES = 64 * 1024;

  final EventLoop loop;
  private final Selector selector;
  private final Consumer<SelectionKey> ready = this::ready;

  /** What all channels of the loop are read and written through; the JDK's calls want it direct. */
  final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);

  final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** Where a session reads from: a heap array is what Java code is fastest on. */
  final byte[] bytes = new byte[BUFFER_BYTES];

  private long wakeUpsSeen;

  public NioPoller(EventLoop loop) throws IOException {
    this.loop = loop;
    selector = Selector.open();
  }

  /**
   * Adds a channel to the selector.
   *
   * @param operations that the endpoint is to be told of
   */
  public SelectionKey register(SelectableChannel channel, int operations, NioEndpoint endpoint)
      throws IOException {
    loop.called(1); // epoll_ctl, as is every change of the operations
    return channel.register(selector, operations, endpoint);
  }

  @Override
  public int poll(long nanos) throws IOException {
    loop.called(1);
    int count;
    if (nanos == 0) {
      count = selector.selectNow(ready);
    } else {
      // A fraction of a millisecond is rounded up: rounded down it would be a busy loop.
      count = selector.select(ready, nanos < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
    long wakeUps = loop.counters().wakeUps();
    if (wakeUps != wakeUpsSeen) {
      wakeUpsSeen = wakeUps;
      loop.called(1); // the selector reads its eventfd
    }
    return count;
  }

  private void ready(SelectionKey key) {
    loop.awake();
    if (key.isValid()) {
      // Not closed by an event of the same batch.
      ((NioEndpoint) key.attachment()).ready(key);
    }
  }

  /** A selector keeps the descriptor of a closed channel until it selects again. */
  void forgetCancelled() throws IOException {
    selector.selectNow(ready);
  }

  /** A Selector waits for whole milliseconds, and is late by up to one. */
  @Override
  public long sleepable(long nanos) {
    return Math.max(0, nanos - TimeUnit.MILLISECONDS.toNanos(1));
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
    return new NioAcceptor(this, listener, taker);
  }

  @Override
  public Stream stream(Accepted accepted) throws IOException {
    return new NioStream(this, ((ChannelAccepted) accepted).channel());
  }

  @Override
  public Connecting connecting(Outgoing to) {
    return new NioConnecting(this, to);
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
