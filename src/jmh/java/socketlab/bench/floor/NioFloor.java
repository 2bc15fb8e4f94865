// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The least server over the JDK's {@link Selector}. Beside {@link EpollFloor}, it shows what the
 * JDK costs.
 *
 * <pre>
 *   select ─▶ listener:   accept until there is none ─▶ read at once, for a client speaks first
 *          └▶ connection: read ─▶ one write of as many answers as requests came ─▶ or close
 *                         ▲  │
 *                         └──┘ it stays: register, once
 * </pre>
 *
 * <p>A connection for one request is never registered: that saves the two epoll_ctl, and the
 * getsockopt and shutdown with which the JDK closes a registered channel.
 *
 * <pre>
 *   ./lab compare --patterns=single-thread --transports=nio --with=floor-nio
 *   curl -i http://127.0.0.1:PORT/     HTTP/1.1 200 OK … Hello, World!, whatever is asked
 * </pre>
 */
final class NioFloor {
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener;
  private final ByteBuffer answers;
  private final ByteBuffer in = ByteBuffer.allocateDirect(RequestCount.READ_BYTES);
  private final byte[] bytes = new byte[RequestCount.READ_BYTES];

  /** Of the connection that is being accepted. */
  private RequestCount fresh = new RequestCount();

  private NioFloor(ServerSocketChannel listener) throws IOException {
    this.listener = listener;
    byte[] all = ConstantAnswer.all();
    answers = ByteBuffer.allocateDirect(all.length).put(all);
  }

  /**
   * @param arguments port, and threads: 1
   */
  public static void main(String[] arguments) throws IOException {
    ServerSocketChannel listener = FloorListener.open(arguments);
    FloorListener.say(listener);
    new NioFloor(listener).run();
  }

  private void run() throws IOException {
    listener.register(selector, SelectionKey.OP_ACCEPT);
    while (true) {
      selector.select(this::ready);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.channel() instanceof SocketChannel channel) {
        serve(channel, (RequestCount) key.attachment());
      } else {
        acceptAll();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll() throws IOException {
    for (SocketChannel channel; (channel = listener.accept()) != null; ) {
      channel.configureBlocking(false);
      fresh.begin();
      if (serve(channel, fresh)) {
        channel.register(selector, SelectionKey.OP_READ, fresh);
        fresh = new RequestCount();
      }
    }
  }

  /** One read and one write; true while the connection is open. */
  private boolean serve(SocketChannel channel, RequestCount count) throws IOException {
    boolean open;
    try {
      int read = channel.read(in.clear());
      open = read == 0 || read > 0 && answer(channel, count, read);
    } catch (IOException e) {
      // The client has reset it.
      open = false;
    }
    if (!open) {
      channel.close();
    }
    return open;
  }

  /** False when the connection is over. */
  private boolean answer(SocketChannel channel, RequestCount count, int read) throws IOException {
    in.get(0, bytes, 0, read);
    int owed = count.ended(bytes, read);
    if (owed <= 0) {
      return owed == 0;
    }
    boolean last = count.isLast();
    int from = ConstantAnswer.from(owed, last);
    int length = ConstantAnswer.length(owed, last);
    return channel.write(answers.limit(from + length).position(from)) == length && !last;
  }
}
