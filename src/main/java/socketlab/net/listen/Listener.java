// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Platform;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.SocketOptions;

/**
 * A socket in LISTEN state: socket(2), bind(2), listen(2), and the accept queue they make. Opened
 * and closed by one thread; {@link #queue()} may be called by any.
 */
public final class Listener implements AutoCloseable {
  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final Options options;
  private final Service service;
  private final AtomicInteger acceptors = new AtomicInteger();

  /**
   * How to listen.
   *
   * @param backlog connections the accept queue is asked to hold, at least 1; the kernel silently
   *     makes it net.core.somaxconn if that is less, and then holds one more (listen(2))
   * @param reusePort whether other listeners of the same address may stand beside it, each with its
   *     own queue: SO_REUSEPORT, which has to be set before bind (socket(7))
   * @param deferAccept seconds a connection may wait for its first byte before accept sees it, 0
   *     for off: TCP_DEFER_ACCEPT (tcp(7))
   * @param fastOpen connections whose SYN carried data that may be pending, 0 for off: TCP_FASTOPEN
   *     (tcp(7))
   * @param wakeAll whether a new connection wakes every loop that waits for this listener, and not
   *     one: without EPOLLEXCLUSIVE (epoll_ctl(2)); only the native loops can choose
   */
  public record Options(
      int backlog, boolean reusePort, int deferAccept, int fastOpen, boolean wakeAll) {
    public Options(int backlog, boolean reusePort, int deferAccept, int fastOpen) {
      this(backlog, reusePort, deferAccept, fastOpen, false);
    }

    public Options {
      if (backlog < 1) {
        throw new IllegalArgumentException(
            "the backlog is at least 1, not " + backlog + " (the JDK would make it 50)");
      }
    }

    public Options withReusePort() {
      return new Options(backlog, true, deferAccept, fastOpen, wakeAll);
    }
  }

  private Listener(
      ServerSocketChannel channel, InetSocketAddress address, Options options, Service service) {
    this.channel = channel;
    this.address = address;
    this.options = options;
    this.service = service;
  }

  /**
   * Listens on an address; port 0 lets the kernel choose.
   *
   * @throws BindException when the address is taken, or is not this machine's
   */
  public static Listener open(InetSocketAddress address, Options options, Service service)
      throws IOException {
    if (options.reusePort() && address.getPort() != 0) {
      refuseTaken(address);
    }
    return listen(address, options, service);
  }

  /** Another listener beside this one, with an accept queue of its own. */
  public Listener another() throws IOException {
    return listen(address, options, service);
  }

  /**
   * With SO_REUSEPORT a second server of the same user would silently get half of the connections;
   * without it, bind says that the port is taken.
   */
  private static void refuseTaken(InetSocketAddress address) throws IOException {
    try (ServerSocketChannel probe = open(address)) {
      bind(probe, address, 1);
    }
  }

  private static Listener listen(InetSocketAddress address, Options options, Service service)
      throws IOException {
    ServerSocketChannel channel = open(address);
    try {
      if (options.reusePort()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      if (queueAvailability().isAvailable()) {
        // Accepted sockets inherit it, which saves a call a connection.
        SocketOptions.setNoDelay(Descriptors.of(channel));
      }
      if (options.deferAccept() > 0) {
        SocketOptions.setDeferAccept(Descriptors.of(channel), options.deferAccept());
      }
      if (options.fastOpen() > 0) {
        SocketOptions.setFastOpen(Descriptors.of(channel), options.fastOpen());
      }
      channel.configureBlocking(false);
      bind(channel, address, options.backlog());
      return new Listener(channel, (InetSocketAddress) channel.getLocalAddress(), options, service);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ServerSocketChannel open(InetSocketAddress address) throws IOException {
    return ServerSocketChannel.open(
        address.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  private static void bind(ServerSocketChannel channel, InetSocketAddress address, int backlog)
      throws IOException {
    try {
      channel.bind(address, backlog);
    } catch (SocketException e) {
      throw (BindException)
          new BindException(
                  AddressText.of(address)
                      + ": "
                      + e.getMessage().toLowerCase(java.util.Locale.ROOT))
              .initCause(e);
    }
  }

  /** Where it listens, with the port the kernel chose. */
  public InetSocketAddress address() {
    return address;
  }

  public int requestedBacklog() {
    return options.backlog();
  }

  /** What it offers to who connects. */
  public Service service() {
    return service;
  }

  /** Whether a new connection wakes one of the loops that wait for it, where they can choose. */
  public boolean wakesOne() {
    return !options.wakeAll();
  }

  /** Non-blocking; loops register it, nobody else reads from it. */
  public ServerSocketChannel channel() {
    return channel;
  }

  /** The descriptor, borrowed while this listener is open. */
  public int descriptor() {
    return Descriptors.of(channel);
  }

  /** Whether {@link #queue()} can be asked here. */
  public static Availability queueAvailability() {
    return Platform.availability().and(Descriptors::availability);
  }

  /** The accept queue now; empty where the kernel cannot be asked, or when it is closed. */
  public Optional<ListenQueue> queue() {
    if (!channel.isOpen() || !queueAvailability().isAvailable()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ListenQueue.of(channel));
    } catch (RuntimeException e) {
      // Closed between the look and the call.
      return Optional.empty();
    }
  }

  /**
   * Connections that its accept queue may hold now, at least as many as it does: by the kernel's
   * word, or where that cannot be had, all that fit in.
   */
  public int queued() {
    return queue().map(ListenQueue::queued).orElse(options.backlog() + 1);
  }

  /** One more loop accepts from it. */
  public void retain() {
    acceptors.incrementAndGet();
  }

  /**
   * A loop accepts from it no more; the last one closes it. Before that its descriptor must not
   * come back with another meaning.
   */
  public void release() throws IOException {
    if (acceptors.decrementAndGet() == 0) {
      close();
    }
  }

  /** Closes it; what its accept queue still holds is reset by the kernel. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return AddressText.of(address);
  }
}
