// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.Sockets;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.DescriptorAccepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;

/**
 * Accepts as fast as connections come, by one submission for all. Under a connection limit it only
 * asks whether there are any, and takes as many as there is room for: the others wait in the accept
 * queue.
 */
final class UringAcceptor extends Acceptor {
  private static final int CANCELED = -Errno.ECANCELED.number();
  private static final long DISARM_NANOS = 2_000_000;

  private final UringPoller poller;
  private final int fd;
  private final ArrayDeque<Integer> accepted = new ArrayDeque<>();
  private final Accepting accepting = new Accepting();
  private final boolean eager;
  private int error;
  private boolean watched;

  UringAcceptor(UringPoller poller, Listener listener, Consumer<Accepted> taker)
      throws IOException {
    super(poller.loop, listener, taker);
    this.poller = poller;
    this.fd = listener.descriptor();
    this.eager = listener.service().limit() == ConnectionLimit.NONE;
    // On a non-blocking descriptor the kernel would say EAGAIN instead of waiting for a
    // connection.
    listener.channel().configureBlocking(eager);
  }

  private final class Accepting extends Operation {
    @Override
    protected void completed(int result, int buffer) {
      if (result < 0 && result != CANCELED) {
        error = -result;
      } else if (result >= 0 && eager) {
        accepted.add(result);
      }
      if (!isOpen()) {
        closeAccepted();
      }
      if (watched) {
        acceptBatch();
        arm();
      }
    }
  }

  private void arm() {
    if (!watched || accepting.isUnderWay()) {
      return;
    }
    int number = poller.operations.begin(accepting);
    if (eager) {
      poller.ring.acceptMultishot(fd, number);
    } else {
      poller.ring.pollReadable(fd, number);
    }
  }

  @Override
  protected Accepted take() {
    Integer first = accepted.poll();
    if (first != null) {
      return new DescriptorAccepted(first, listener.service());
    }
    if (error != 0) {
      int failed = error;
      error = 0;
      throw new NativeException("accept", failed);
    }
    if (eager) {
      return null;
    }
    loop.called(1);
    int one = Sockets.acceptBlocking(fd);
    return one == Sockets.AGAIN
        ? null
        : new DescriptorAccepted(NativeException.check("accept4", one), listener.service());
  }

  @Override
  protected boolean holdsAccepted() {
    return !accepted.isEmpty();
  }

  @Override
  protected void watch(boolean on) {
    if (on == watched) {
      return;
    }
    watched = on;
    if (on) {
      acceptBatch();
      arm();
    } else if (accepting.isUnderWay()) {
      poller.operations.cancel(accepting);
    }
  }

  @Override
  protected void disarm() {
    // What has arrived is accepted by this call, in the kernel; what comes behind it is not. Also
    // where the listener has been left alone for a while.
    watched = true;
    arm();
    poller.submitAndComplete(0);
    watch(false);
    while (accepting.isUnderWay()) {
      poller.submitAndComplete(DISARM_NANOS);
    }
  }

  @Override
  protected void deregister() {
    watch(false);
    closeAccepted();
  }

  private void closeAccepted() {
    for (Integer one; (one = accepted.poll()) != null; ) {
      Sockets.close(one);
    }
  }
}
