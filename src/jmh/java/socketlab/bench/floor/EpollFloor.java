// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.Sockets;

/**
 * The least server over epoll, called from Java. It shows what a request costs that nobody looks
 * at.
 *
 * <pre>
 *   epoll_wait ─▶ listener:   accept4 until there is none ─▶ recv at once, for a client speaks first
 *              └▶ connection: recv ─▶ one send of as many answers as requests came ─▶ or close
 *                             ▲  │
 *                             └──┘ nothing came yet: epoll_ctl(ADD), edge-triggered, once
 * </pre>
 *
 * <p>A request on a kept connection is recv and send, and its share of epoll_wait; a connection for
 * one request is accept4, recv, send, close.
 *
 * <pre>
 *   ./lab compare --patterns=single-thread --transports=epoll --with=floor-epoll,floor-c-epoll
 *   curl -i http://127.0.0.1:PORT/     HTTP/1.1 200 OK … Hello, World!, whatever is asked
 * </pre>
 */
final class EpollFloor {
  private static final int EVENTS = 256;
  private static final int READ = Epoll.IN | Epoll.READ_HANG_UP | Epoll.EDGE;

  /** There is an end to be read, behind whatever bytes came before it. */
  private static final int ENDS = Epoll.READ_HANG_UP | Epoll.HUP | Epoll.ERR;

  private final Epoll epoll = new Epoll(EVENTS);
  private final byte[] answers = ConstantAnswer.all();
  private final byte[] bytes = new byte[RequestCount.READ_BYTES];
  private final int listener;

  /** Of each connection, by its descriptor. */
  private RequestCount[] counts = new RequestCount[0];

  private EpollFloor(int listener) {
    this.listener = listener;
  }

  /**
   * @param arguments port, and threads: 1
   */
  public static void main(String[] arguments) throws IOException {
    ServerSocketChannel listener = FloorListener.open(arguments);
    FloorListener.say(listener);
    new EpollFloor(Descriptors.of(listener)).run();
  }

  private void run() {
    add(listener, Epoll.IN);
    while (true) {
      int events = epoll.await(-1);
      for (int i = 0; i < events; i++) {
        int fd = (int) epoll.data(i);
        if (fd == listener) {
          acceptAll();
        } else {
          serve(fd, (epoll.mask(i) & ENDS) != 0);
        }
      }
    }
  }

  private void acceptAll() {
    for (int fd; (fd = Sockets.accept(listener)) != Sockets.AGAIN; ) {
      if (fd >= 0) {
        begin(fd);
        if (serve(fd, false)) {
          add(fd, READ);
        }
      } else if (fd != -Errno.ECONNABORTED.number()) {
        throw new NativeException("accept4", -fd);
      }
    }
  }

  private void begin(int fd) {
    if (fd >= counts.length) {
      int length = counts.length;
      counts = Arrays.copyOf(counts, Math.max(fd + 1, 2 * length));
      Arrays.setAll(counts, i -> i < length ? counts[i] : new RequestCount());
    }
    counts[fd].begin();
  }

  private void add(int fd, int mask) {
    NativeException.check("epoll_ctl", epoll.add(fd, mask, fd));
  }

  /**
   * One recv and one send; more where a recv has left something behind, of which an edge does not
   * tell again.
   *
   * @return whether the connection is still open
   */
  private boolean serve(int fd, boolean ends) {
    RequestCount count = counts[fd];
    int read;
    do {
      read = Sockets.read(fd, bytes);
      if (read == Sockets.AGAIN) {
        return true;
      }
      if (read <= 0 || !answer(fd, count, read)) {
        Sockets.close(fd);
        return false;
      }
    } while (ends || read == bytes.length);
    return true;
  }

  /** False when the connection is over. */
  private boolean answer(int fd, RequestCount count, int read) {
    int owed = count.ended(bytes, read);
    if (owed <= 0) {
      return owed == 0;
    }
    boolean last = count.isLast();
    int length = ConstantAnswer.length(owed, last);
    return Sockets.write(fd, answers, ConstantAnswer.from(owed, last), length) == length && !last;
  }
}
