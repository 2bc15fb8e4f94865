// SPDX-License-Identifier: Apache-2.0
package socketlab.net.epoll;

import java.util.Arrays;
import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.poll.EventFd;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.DescriptorAccepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;
import socketlab.net.loop.Connecting;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.net.loop.Stream;
import socketlab.protocol.Outgoing;

/**
 * Waits by epoll itself: epoll_wait tells who is ready, recv and send move the bytes between the
 * kernel and the heap arrays that sessions use, without a copy in between.
 */
public final class EpollPoller implements Poller {
  static final int BUFFER_BYTES = 64 * 1024;

  /**
   * Events taken by one call. More make the first of them wait for the session work of the others.
   */
  private static final int EVENTS = 256;

  final EventLoop loop;

  /** What was read last. */
  final byte[] bytes = new byte[BUFFER_BYTES];

  private final Epoll epoll;
  private final EventFd bell;

  /** Whom a descriptor belongs to, by its number. */
  private EpollEndpoint[] owners = new EpollEndpoint[64];

  /** Tells a descriptor from an earlier one of the same number, within a batch of events. */
  private int[] generations = new int[64];

  public EpollPoller(EventLoop loop) {
    this.loop = loop;
    epoll = new Epoll(EVENTS);
    try {
      bell = new EventFd();
    } catch (NativeException e) {
      epoll.close();
      throw e;
    }
    try {
      // Every signal is a new edge, so nobody has to read the count away.
      add(bell.descriptor(), Epoll.IN | Epoll.EDGE, _ -> {});
    } catch (NativeException e) {
      close();
      throw e;
    }
  }

  /**
   * Puts a descriptor into the set.
   *
   * @throws NativeException when the kernel does not take it: ENOSPC, ENOMEM
   */
  public void add(int fd, int mask, EpollEndpoint owner) {
    enter(fd, owner);
    try {
      NativeException.check("epoll_ctl(ADD)", addEntered(fd, mask));
    } catch (NativeException e) {
      disown(fd);
      throw e;
    }
  }

  /** Says whose descriptor this is; it is not in the set yet. */
  void enter(int fd, EpollEndpoint owner) {
    if (fd >= owners.length) {
      int length = Math.max(fd + 1, 2 * owners.length);
      owners = Arrays.copyOf(owners, length);
      generations = Arrays.copyOf(generations, length);
    }
    owners[fd] = owner;
    generations[fd]++;
  }

  /** Puts a descriptor that was entered into the set; minus errno when that fails. */
  int addEntered(int fd, int mask) {
    loop.called(1);
    return epoll.add(fd, mask, data(fd));
  }

  /** Has the kernel look at the descriptor again: what is ready now is an event once more. */
  int modify(int fd, int mask) {
    loop.called(1);
    return epoll.modify(fd, mask, data(fd));
  }

  /** Takes a descriptor out of the set, which stays open. */
  public void delete(int fd) {
    disown(fd);
    loop.called(1);
    // It may not be in the set: it failed to be added.
    epoll.delete(fd);
  }

  /** The descriptor is about to be closed, which takes it out of the set: epoll(7). */
  public void disown(int fd) {
    owners[fd] = null;
  }

  private long data(int fd) {
    return (long) generations[fd] << 32 | fd;
  }

  @Override
  public int poll(long nanos) {
    loop.called(1);
    int count = epoll.await(nanos);
    loop.awake();
    for (int i = 0; i < count; i++) {
      int fd = (int) epoll.data(i);
      EpollEndpoint owner = owners[fd];
      if (owner != null && epoll.data(i) == data(fd)) {
        owner.ready(epoll.mask(i));
      }
    }
    return count;
  }

  @Override
  public void wakeup() {
    bell.signal();
  }

  @Override
  public Acceptor acceptor(Listener listener, Consumer<Accepted> taker) {
    return new EpollAcceptor(this, listener, taker);
  }

  @Override
  public Stream stream(Accepted accepted) {
    return new EpollStream(this, ((DescriptorAccepted) accepted).fd());
  }

  @Override
  public Connecting connecting(Outgoing to) {
    return new EpollConnecting(this, to);
  }

  @Override
  public void close() {
    epoll.close();
    bell.close();
  }
}
