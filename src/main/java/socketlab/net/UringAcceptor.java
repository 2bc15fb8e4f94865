// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.Sockets;
import socketlab.linux.uring.IoUring;

/**
 * Accepts as fast as connections come, by one submission for all. Under a connection limit it only
 * asks whether there are any, and takes as many as there is room for: the others wait in the accept
 * queue.
 */
final class UringAcceptor extends Acceptor {
  private static final int ACCEPT_MULTISHOT = 1;
  private static final int SOCK_CLOEXEC = 0x80000;

  private final UringLoop loop;
  private final ArrayDeque<Integer> accepted = new ArrayDeque<>();
  private final Accepting accepting = new Accepting();
  private final boolean eager;
  private int error;
  private boolean watched;

  UringAcceptor(UringLoop loop, Listener listener, Consumer<Accepted> taker) throws IOException {
    super(loop, listener, taker);
    this.loop = loop;
    this.eager = loop.config.limit() == ConnectionLimit.NONE;
    // On a non-blocking descriptor the kernel would say EAGAIN instead of waiting for a
    // connection.
    listener.channel().configureBlocking(eager);
  }

  private final class Accepting extends Operation {
    @Override
    void completed(int result, int flags) {
      if (result < 0 && result != UringLoop.CANCELED) {
        error = -result;
      } else if (result >= 0 && eager) {
        accepted.add(result);
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
    int fd = listener.descriptor();
    int number = loop.operations.begin(accepting);
    if (eager) {
      loop.ring.submit(IoUring.ACCEPT, 0, ACCEPT_MULTISHOT, fd, 0, 0, 0, SOCK_CLOEXEC, number, 0);
    } else {
      loop.ring.submit(IoUring.POLL_ADD, 0, 0, fd, 0, 0, 0, UringLoop.POLL_IN, number, 0);
    }
  }

  @Override
  Accepted take() throws IOException {
    Integer fd = accepted.poll();
    if (fd != null) {
      return new DescriptorAccepted(fd);
    }
    int failed = error;
    error = 0;
    if (failed == 0 && !eager) {
      loop.calls++;
      int one = Sockets.acceptBlocking(listener.descriptor());
      if (one >= 0) {
        return new DescriptorAccepted(one);
      }
      failed = one == Sockets.AGAIN ? 0 : -one;
    }
    if (failed != 0) {
      throw new IOException(new NativeException("accept", failed).getMessage());
    }
    return null;
  }

  @Override
  void watch(boolean on) {
    if (on == watched) {
      return;
    }
    watched = on;
    if (on) {
      acceptBatch();
      arm();
    } else if (accepting.isUnderWay()) {
      loop.operations.cancel(accepting);
    }
  }

  @Override
  void disarm() {
    // What has arrived is accepted by this call, in the kernel; what comes behind it is not.
    loop.submitAndComplete(0);
    watch(false);
    while (accepting.isUnderWay()) {
      loop.submitAndComplete(Sends.LEAVE_NANOS / 1000);
    }
  }

  @Override
  void deregister() {
    // Disarmed by now, or the ring goes too.
  }
}
