// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.poll.EventFd;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.Sockets;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * The loop over epoll itself: epoll_wait tells who is ready, recv and send move the bytes between
 * the kernel and the heap arrays that sessions use, without a copy in between.
 *
 * <p>Connections are edge-triggered: the kernel looks at a socket once an event, where a
 * level-triggered set looks again at the next wait, only to see that all was read. One recv an
 * event all the same, or a fast sender would keep the others waiting: a recv that may have left
 * something behind asks to be told again, by one epoll_ctl. That is when it filled the buffer, or
 * when the peer's end stands behind the bytes. epoll(7), "Questions and answers", 9.
 */
final class EpollLoop extends EventLoop {
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * Events taken by one call. More make the first of them wait for the session work of the others.
   */
  private static final int EVENTS = 256;

  /** After these there is an end to be read, behind whatever bytes came before it. */
  private static final int ENDS = Epoll.READ_HANG_UP | Epoll.HUP | Epoll.ERR;

  private final Epoll epoll = new Epoll(EVENTS);
  private final EventFd bell = new EventFd();
  private final byte[] bytes = new byte[BUFFER_BYTES];

  /** Whom a descriptor belongs to, by its number. */
  private Owner[] owners = new Owner[64];

  /** Tells a descriptor from an earlier one of the same number, within a batch of events. */
  private int[] generations = new int[64];

  /** What an event is for. */
  private interface Owner {
    void ready(int mask);
  }

  EpollLoop(Config config) {
    super(config);
    // Every signal is a new edge, so nobody has to read the count away.
    own(bell.descriptor(), Epoll.IN | Epoll.EDGE, _ -> {});
  }

  /** Adds a descriptor to the set; minus errno when the kernel does not take it. */
  private int own(int fd, int mask, Owner owner) {
    enter(fd, owner);
    calls++;
    return epoll.add(fd, mask, data(fd));
  }

  private void enter(int fd, Owner owner) {
    if (fd >= owners.length) {
      int length = Math.max(fd + 1, 2 * owners.length);
      owners = Arrays.copyOf(owners, length);
      generations = Arrays.copyOf(generations, length);
    }
    owners[fd] = owner;
    generations[fd]++;
  }

  private long data(int fd) {
    return (long) generations[fd] << 32 | fd;
  }

  private void disown(int fd) {
    owners[fd] = null;
  }

  @Override
  int poll(long nanos) {
    calls++;
    int count = epoll.await(nanos);
    awake();
    for (int i = 0; i < count; i++) {
      int fd = (int) epoll.data(i);
      Owner owner = owners[fd];
      if (owner != null && epoll.data(i) == data(fd)) {
        owner.ready(epoll.mask(i));
      }
    }
    return count;
  }

  @Override
  void wakeup() {
    bell.signal();
  }

  @Override
  LoopConnection register(Accepted accepted) {
    return connection(((DescriptorAccepted) accepted).fd());
  }

  private EpollConnection connection(int fd) {
    EpollConnection c = new EpollConnection(this, fd);
    enter(fd, c);
    return c;
  }

  /**
   * Reads before it asks to be told: under load the request is there by the time its connection is
   * accepted, and a connection for one request is then over without ever being in the set.
   */
  @Override
  void begin(LoopConnection connection, boolean spoken) {
    EpollConnection c = (EpollConnection) connection;
    if (spoken) {
      read(c);
    }
    if (!c.closed) {
      calls++;
      c.added = true;
      if (epoll.add(c.fd, c.events(), data(c.fd)) < 0) {
        connections.close(c);
      }
    }
  }

  /** One recv: how many bytes it brought; 0 or less when there were none, or will be none. */
  private int read(EpollConnection c) {
    calls++;
    int count = Sockets.read(c.fd, bytes);
    if (count > 0) {
      conversations.received(c, bytes, 0, count);
    } else if (count == 0) {
      conversations.inputEnded(c);
    } else if (count != Sockets.AGAIN) {
      connections.close(c);
    }
    return count;
  }

  @Override
  void readNow(LoopConnection connection) {
    EpollConnection c = (EpollConnection) connection;
    while (!c.closed && c.wantsRead() && read(c) > 0) {}
    if (!c.closed && c.wantsRead()) {
      conversations.allRead(c);
    }
  }

  @Override
  boolean write(LoopConnection connection, Output output) throws IOException {
    EpollConnection c = (EpollConnection) connection;
    int size = output.size();
    calls++;
    int sent = Sockets.write(c.fd, output.array(), output.offset(), size);
    if (sent < 0) {
      if (sent == Sockets.AGAIN) {
        return false;
      }
      throw new IOException(new NativeException("send", -sent));
    }
    output.sent(sent);
    // A short send has filled the socket; another call would only hear that.
    return sent == size;
  }

  @Override
  void interest(LoopConnection connection, boolean read, boolean write) {
    EpollConnection c = (EpollConnection) connection;
    int mask = (read ? Epoll.IN : 0) | (write ? Epoll.OUT : 0);
    if (mask != c.mask) {
      c.mask = mask;
      if (c.added) {
        tellAgain(c);
      }
    }
  }

  /** What is ready now is an event again. */
  private void tellAgain(EpollConnection c) {
    calls++;
    epoll.modify(c.fd, c.events(), data(c.fd));
  }

  @Override
  void shutdownOutput(LoopConnection connection) throws IOException {
    calls++;
    int result = Sockets.shutdownWrite(((EpollConnection) connection).fd);
    if (result < 0) {
      throw new IOException(new NativeException("shutdown(SHUT_WR)", -result));
    }
  }

  @Override
  void closeSocket(LoopConnection connection) {
    int fd = ((EpollConnection) connection).fd;
    disown(fd);
    // The last descriptor of a socket takes it out of the set by its close, epoll(7).
    calls++;
    Sockets.close(fd);
  }

  @Override
  Acceptor acceptor(Listener listener, Consumer<Accepted> taker) {
    return new EpollAcceptor(listener, taker);
  }

  @Override
  void startConnect(
      InetAddress from,
      SocketAddress address,
      SessionFactory sessions,
      Consumer<IOException> failed) {
    try {
      calls += 2; // socket, connect
      int fd = Sockets.connect(from, (InetSocketAddress) address);
      own(fd, Epoll.OUT, _ -> finishConnect(fd, sessions, failed));
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  private void finishConnect(int fd, SessionFactory sessions, Consumer<IOException> failed) {
    calls += 3; // epoll_ctl, getsockopt, setsockopt
    epoll.delete(fd);
    disown(fd);
    try {
      Sockets.finishConnect(fd);
      SocketOptions.setNoDelay(fd);
      conversations.connected(connection(fd), sessions, failed);
    } catch (IOException e) {
      Sockets.close(fd);
      failed.accept(e);
    }
  }

  @Override
  void closePoller() {
    epoll.close();
    bell.close();
  }

  private static final class EpollConnection extends LoopConnection implements Owner {
    final int fd;
    private int mask = Epoll.IN;

    /** In the set, whose mask follows ours from then on. */
    private boolean added;

    EpollConnection(EpollLoop loop, int fd) {
      super(loop);
      this.fd = fd;
    }

    @Override
    public void ready(int ready) {
      ((EpollLoop) loop).ready(this, ready);
    }

    boolean wantsRead() {
      return (mask & Epoll.IN) != 0;
    }

    int events() {
      return mask | Epoll.EDGE | (wantsRead() ? Epoll.READ_HANG_UP : 0);
    }
  }

  private void ready(EpollConnection c, int ready) {
    if ((ready & Epoll.OUT) != 0 && (c.mask & Epoll.OUT) != 0) {
      conversations.writable(c);
    }
    if (c.closed) {
      return;
    }
    if (c.wantsRead()) {
      if ((ready & ~Epoll.OUT) != 0) {
        int count = read(c);
        boolean more = count == bytes.length || count > 0 && (ready & ENDS) != 0;
        if (more && !c.closed && c.wantsRead()) {
          tellAgain(c);
        }
      }
    } else if ((ready & (Epoll.ERR | Epoll.HUP)) != 0) {
      // Told whether asked for or not: both directions are over.
      connections.close(c);
    }
  }

  private final class EpollAcceptor extends Acceptor {
    private final int fd;
    private boolean watched;

    EpollAcceptor(Listener listener, Consumer<Accepted> taker) {
      super(EpollLoop.this, listener, taker);
      fd = listener.descriptor();
    }

    @Override
    Accepted take() throws IOException {
      calls++;
      int accepted = Sockets.accept(fd);
      if (accepted >= 0) {
        return new DescriptorAccepted(accepted);
      }
      if (accepted == Sockets.AGAIN) {
        return null;
      }
      throw new IOException(new NativeException("accept4", -accepted).getMessage());
    }

    /** By adding and deleting: a descriptor added with EPOLLEXCLUSIVE cannot be modified. */
    @Override
    void watch(boolean on) {
      if (on == watched) {
        return;
      }
      watched = on;
      if (on) {
        int mask = Epoll.IN | (listener.wakesOne() ? Epoll.EXCLUSIVE : 0);
        own(fd, mask, _ -> acceptBatch());
      } else {
        calls++;
        epoll.delete(fd);
        disown(fd);
      }
    }

    @Override
    void deregister() {
      watch(false);
    }
  }
}
