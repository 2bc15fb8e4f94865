// SPDX-License-Identifier: Apache-2.0
package socketlab.net.epoll;

import java.io.IOException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.Sockets;
import socketlab.net.loop.Connecting;
import socketlab.protocol.Outgoing;

/** A connect under way: its socket is writable when it is made, or has failed. */
final class EpollConnecting extends Connecting implements EpollEndpoint {
  private final EpollPoller poller;
  private int fd = -1;

  EpollConnecting(EpollPoller poller, Outgoing to) {
    super(poller.loop, to);
    this.poller = poller;
  }

  @Override
  protected void start() throws IOException {
    loop.called(2); // socket, connect
    fd = Sockets.connect(to.from(), to.to());
    poller.add(fd, Epoll.OUT, this);
  }

  @Override
  public void ready(int mask) {
    loop.called(2); // getsockopt, setsockopt
    try {
      Sockets.finishConnect(fd);
    } catch (IOException e) {
      failed(e);
      return;
    }
    SocketOptions.setNoDelay(fd);
    poller.delete(fd);
    established(new EpollStream(poller, fd));
  }

  @Override
  protected void closeDescriptor() {
    if (fd >= 0) {
      poller.disown(fd);
      Sockets.close(fd);
    }
  }
}
