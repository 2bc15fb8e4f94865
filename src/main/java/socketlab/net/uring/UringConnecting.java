// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.io.IOException;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.Sockets;
import socketlab.net.loop.Connecting;
import socketlab.protocol.Outgoing;

/** A connect that a ring does. */
final class UringConnecting extends Connecting {
  private final UringPoller poller;
  private final Operation connect =
      new Operation() {
        @Override
        protected void completed(int result, int buffer) {
          if (isOpen()) {
            finish(result);
          }
        }
      };
  private int fd = -1;

  UringConnecting(UringPoller poller, Outgoing to) {
    super(poller.loop, to);
    this.poller = poller;
  }

  @Override
  protected void start() throws IOException {
    loop.called(2); // socket, setsockopt
    fd = Sockets.openBlocking(to.from(), to.to());
    SocketOptions.setNoDelay(fd);
    poller.connectsOut();
    poller.ring.connect(fd, to.to(), poller.operations.begin(connect));
  }

  private void finish(int result) {
    if (result < 0) {
      failed(Sockets.failed("connect", -result));
    } else {
      established(new UringStream(poller, fd));
    }
  }

  @Override
  protected void closeDescriptor() {
    if (connect.isUnderWay()) {
      poller.operations.cancel(connect);
    }
    if (fd >= 0) {
      poller.ring.close(fd);
    }
  }
}
