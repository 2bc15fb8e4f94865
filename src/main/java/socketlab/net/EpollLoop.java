// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import socketlab.linux.Epoll;
import socketlab.linux.EventFd;
import socketlab.linux.NativeException;
import socketlab.linux.SocketOptions;
import socketlab.linux.Sockets;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * The loop over epoll itself, level-triggered: epoll_wait tells who is ready, recv and send move
 * the bytes between the kernel and the heap arrays that sessions use, without a copy in between.
 *
 * <p>One recv an event: what it leaves behind makes the socket ready again. A level-triggered set
 * needs an epoll_ctl only when back-pressure begins or ends, which a request that is answered at
 * once never sees.
 */
final class EpollLoop extends EventLoop {
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * Events taken by one call. More make the first of them wait for the session work of the others.
   */
  private static final int EVENTS = 256;

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
    own(bell.descriptor(), Epoll.IN, _ -> bell.clear());
  }

  /** Adds a descriptor to the set; minus errno when the kernel does not take it. */
  private int own(int fd, int mask, Owner owner) {
    if (fd >= owners.length) {
      int length = Math.max(fd + 1, 2 * owners.length);
      owners = Arrays.copyOf(owners, length);
      generations = Arrays.copyOf(generations, length);
    }
    owners[fd] = owner;
    generations[fd]++;
    return epoll.add(fd, mask, data(fd));
  }

  private long data(int fd) {
    return (long) generations[fd] << 32 | fd;
  }

  private void disown(int fd) {
    owners[fd] = null;
  }

  @Override
  void poll(long nanos) {
    int count = epoll.await(nanos);
    awake();
    for (int i = 0; i < count; i++) {
      int fd = (int) epoll.data(i);
      Owner owner = owners[fd];
      if (owner != null && epoll.data(i) == data(fd)) {
        owner.ready(epoll.mask(i));
      }
    }
  }

  @Override
  void wakeup() {
    bell.signal();
  }

  @Override
  LoopConnection register(Accepted accepted) throws IOException {
    return open(((DescriptorAccepted) accepted).fd());
  }

  private EpollConnection open(int fd) throws IOException {
    EpollConnection connection = new EpollConnection(this, fd);
    int added = own(fd, Epoll.IN, connection);
    if (added < 0) {
      disown(fd);
      throw new IOException(new NativeException("epoll_ctl(ADD)", -added));
    }
    return connection;
  }

  /** One recv. False when there was nothing, or nothing more will come. */
  private boolean read(EpollConnection c) {
    int count = Sockets.read(c.fd, bytes);
    if (count > 0) {
      received(c, bytes, 0, count);
      return true;
    }
    if (count == 0) {
      inputEnded(c);
    } else if (count != Sockets.AGAIN) {
      close(c);
    }
    return false;
  }

  @Override
  void readNow(LoopConnection connection) {
    EpollConnection c = (EpollConnection) connection;
    while (!c.closed && c.wantsRead() && read(c)) {}
    if (!c.closed && c.wantsRead()) {
      allRead(c);
    }
  }

  @Override
  boolean write(LoopConnection connection, Output output) throws IOException {
    EpollConnection c = (EpollConnection) connection;
    int size = output.size();
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
      epoll.modify(c.fd, mask, data(c.fd));
    }
  }

  @Override
  void shutdownOutput(LoopConnection connection) throws IOException {
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
      int fd = Sockets.connect(from, (InetSocketAddress) address);
      own(fd, Epoll.OUT, _ -> finishConnect(fd, sessions, failed));
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  private void finishConnect(int fd, SessionFactory sessions, Consumer<IOException> failed) {
    epoll.delete(fd);
    disown(fd);
    try {
      Sockets.finishConnect(fd);
      SocketOptions.setNoDelay(fd);
      connected(open(fd), sessions);
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
  }

  private void ready(EpollConnection c, int ready) {
    if ((ready & Epoll.OUT) != 0 && (c.mask & Epoll.OUT) != 0) {
      writable(c);
    }
    if (c.closed) {
      return;
    }
    if (c.wantsRead()) {
      if ((ready & ~Epoll.OUT) != 0) {
        read(c);
      }
    } else if ((ready & (Epoll.ERR | Epoll.HUP)) != 0) {
      // Told whether asked for or not, and again and again: both directions are over.
      close(c);
    }
  }

  private final class EpollAcceptor extends Acceptor {
    private final int fd;
    private boolean watched;

    EpollAcceptor(Listener listener, Consumer<Accepted> taker) {
      super(listener, taker);
      fd = listener.descriptor();
    }

    @Override
    Accepted take() throws IOException {
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
        own(fd, mask, _ -> acceptBatch(ACCEPT_BATCH));
      } else {
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
