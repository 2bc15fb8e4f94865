// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import socketlab.linux.libc.Errno;
import socketlab.linux.uring.IoUring;

/** A connection of a ring: one receive for all that comes, and one send at a time. */
final class UringConnection extends LoopConnection {
  private static final int RECV_MULTISHOT = 1 << 1;
  private static final int NO_BUFFERS = -Errno.ENOBUFS.number();

  final int fd;

  /** Under way, or null. */
  Operation send;

  /** When the bytes of a closed connection are given up. */
  long leavingUntil;

  private final UringLoop uring;
  private final Receive receive = new Receive();
  private boolean wanted;
  private boolean cancelling;

  UringConnection(UringLoop loop, int fd) {
    super(loop);
    this.uring = loop;
    this.fd = fd;
  }

  boolean wantsRead() {
    return wanted;
  }

  /** Reads from now on, or no more. */
  void want(boolean read) {
    wanted = read;
    if (!read) {
      cancel();
    } else if (!receive.isUnderWay()) {
      cancelling = false;
      uring.ring.submit(
          IoUring.RECV,
          IoUring.BUFFER_SELECT,
          RECV_MULTISHOT,
          fd,
          0,
          0,
          0,
          0,
          uring.operations.begin(receive),
          0);
    }
  }

  /** Takes the receive back, once. */
  void cancel() {
    if (receive.isUnderWay() && !cancelling) {
      cancelling = true;
      uring.operations.cancel(receive);
    }
  }

  /** The peer has shut its sending side, so there is no more to be read. */
  void ended() {
    wanted = false;
    uring.conversations.inputEnded(this);
  }

  /** Bytes as they come, until it is cancelled or the peer ends. */
  private final class Receive extends Operation {
    @Override
    void completed(int result, int flags) {
      if (result > 0) {
        // Bytes that were under way when the connection stopped wanting any are kept with the
        // others.
        uring.copy(flags, result);
      }
      if (closed) {
        return;
      }
      if (result > 0) {
        uring.conversations.received(UringConnection.this, uring.bytes, 0, result);
      } else if (result == 0) {
        ended();
      } else if (result != UringLoop.CANCELED && result != NO_BUFFERS) {
        uring.connections.close(UringConnection.this);
      }
      if (!isUnderWay() && wanted && !closed) {
        want(true);
      }
    }
  }
}
