// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.io.IOException;
import java.net.SocketAddress;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.SocketEnds;
import socketlab.linux.socket.Sockets;
import socketlab.net.loop.Stream;
import socketlab.protocol.Output;

/**
 * A connection of a ring: one receive and one send under way at a time.
 *
 * <p>Its first receive is for what comes once, so that a connection for one request has nothing to
 * take back at its end. Behind short messages it is for all that comes. Behind a full buffer it is
 * for one again: who sends that much may have to be held back, and what the kernel receives by
 * itself until then has to be kept.
 */
final class UringStream extends Stream {
  private static final int NO_BUFFERS = -Errno.ENOBUFS.number();
  private static final int CANCELED = -Errno.ECANCELED.number();
  private static final int MOST_READS = MOST_AT_STOP / UringPoller.BUFFER_BYTES;

  private final UringPoller poller;
  private final int fd;
  private final Receive receive = new Receive();
  private Operation send;
  private boolean wanted;
  private boolean wantsRoom;
  private boolean cancelling;
  private boolean shortMessages;

  /** The server stops, and what has arrived is to be read past the ring. */
  private boolean readsNow;

  UringStream(UringPoller poller, int fd) {
    super(poller.loop);
    this.poller = poller;
    this.fd = fd;
  }

  @Override
  protected void begin(boolean spoken) {
    wanted = true;
    arm();
  }

  @Override
  protected void interest(boolean read, boolean write) {
    wantsRoom = write;
    if (read == wanted) {
      return;
    }
    wanted = read;
    if (read) {
      arm();
    } else {
      takeBack();
    }
  }

  private void arm() {
    if (receive.isUnderWay()) {
      return;
    }
    cancelling = false;
    int number = poller.operations.begin(receive);
    if (shortMessages) {
      poller.ring.receiveMultishot(fd, UringPoller.BUFFER_GROUP, number);
    } else {
      poller.ring.receive(fd, UringPoller.BUFFER_GROUP, number);
    }
  }

  /** Takes the receive back, once. */
  private void takeBack() {
    if (receive.isUnderWay() && !cancelling) {
      cancelling = true;
      poller.operations.cancel(receive);
    }
  }

  private final class Receive extends Operation {
    @Override
    protected void completed(int result, int buffer) {
      if (result > 0) {
        poller.copy(buffer, result);
        shortMessages = result < UringPoller.BUFFER_BYTES;
      }
      if (!isOpen()) {
        return;
      }
      if (result > 0) {
        // Those that were under way when it stopped wanting any are kept with the others.
        received(poller.bytes, 0, result);
      } else if (result == 0) {
        ended();
      } else if (result != CANCELED && result != NO_BUFFERS) {
        close();
      }
      if (readsNow && isOpen() && !isUnderWay()) {
        readPastRing();
      }
      if (wanted && isOpen()) {
        arm();
      }
    }
  }

  /** The peer has shut its sending side, so there is no more to be read. */
  private void ended() {
    wanted = false;
    inputEnded();
  }

  /**
   * Takes the receive back first: what it has brought by then comes before all that is read past
   * the ring.
   */
  @Override
  protected void readNow() {
    if (wanted) {
      readsNow = true;
      if (receive.isUnderWay()) {
        takeBack();
      } else {
        readPastRing();
      }
    }
  }

  private void readPastRing() {
    readsNow = false;
    for (int i = 0; i < MOST_READS && isOpen() && wanted && read() > 0; i++) {}
    if (isOpen() && wanted) {
      allRead();
    }
  }

  private int read() {
    loop.called(1);
    int count = Sockets.read(fd, poller.bytes);
    if (count > 0) {
      received(poller.bytes, 0, count);
    } else if (count == 0) {
      ended();
    } else if (count != Sockets.AGAIN) {
      close();
    }
    return count;
  }

  /** Hands bytes over; what does not fit into a slot waits for the completion. */
  @Override
  protected boolean write(Output output) {
    if (send != null) {
      return false;
    }
    send = poller.sends.begin(this, output);
    return output.isEmpty();
  }

  @Override
  protected boolean isSending() {
    return send != null;
  }

  /** The peer takes what is sent, if slowly. */
  void sentSome() {
    progressed();
  }

  /** The send is over: all of it has left, or what it failed with, minus errno. */
  void sent(int result) {
    send = null;
    if (!isOpen()) {
      return;
    }
    if (result < 0) {
      close();
    } else if (wantsRoom) {
      writable();
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    loop.called(1);
    int result = Sockets.shutdownWrite(fd);
    if (result < 0) {
      throw new IOException(new NativeException("shutdown(SHUT_WR)", -result));
    }
  }

  /** The ring does one after the other, so nothing that is under way holds the socket open. */
  @Override
  protected void closeDescriptor() {
    wanted = false;
    takeBack();
    if (send != null) {
      poller.operations.cancel(send);
    }
    poller.ring.close(fd);
  }

  @Override
  protected int unacknowledged() {
    return SocketEnds.unacknowledged(fd);
  }

  @Override
  public SocketAddress localAddress() {
    return SocketEnds.local(fd);
  }

  @Override
  public SocketAddress remoteAddress() {
    return SocketEnds.remote(fd);
  }

  @Override
  public int descriptor() {
    return fd;
  }
}
