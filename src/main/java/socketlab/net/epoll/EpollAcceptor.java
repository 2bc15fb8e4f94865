// SPDX-License-Identifier: Apache-2.0
package socketlab.net.epoll;

import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.Sockets;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.DescriptorAccepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;

/** Accepts by accept4, level-triggered. */
final class EpollAcceptor extends Acceptor implements EpollEndpoint {
  private final EpollPoller poller;
  private final int fd;
  private boolean watched;

  EpollAcceptor(EpollPoller poller, Listener listener, Consumer<Accepted> taker) {
    super(poller.loop, listener, taker);
    this.poller = poller;
    fd = listener.descriptor();
  }

  @Override
  public void ready(int mask) {
    acceptBatch();
  }

  @Override
  protected Accepted take() {
    loop.called(1);
    int accepted = Sockets.accept(fd);
    if (accepted == Sockets.AGAIN) {
      return null;
    }
    return new DescriptorAccepted(NativeException.check("accept4", accepted), listener.service());
  }

  /** By adding and deleting: a descriptor added with EPOLLEXCLUSIVE cannot be modified. */
  @Override
  protected void watch(boolean on) {
    if (on == watched) {
      return;
    }
    if (on) {
      poller.add(fd, Epoll.IN | (listener.wakesOne() ? Epoll.EXCLUSIVE : 0), this);
    } else {
      poller.delete(fd);
    }
    watched = on;
  }

  @Override
  protected void deregister() {
    watch(false);
  }
}
