// SPDX-License-Identifier: Apache-2.0
package socketlab.net.epoll;

import java.io.IOException;
import java.net.SocketAddress;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.SocketEnds;
import socketlab.linux.socket.Sockets;
import socketlab.net.loop.Stream;
import socketlab.protocol.Output;

/**
 * A connection in an epoll set, edge-triggered: the kernel looks at a socket once an event, where a
 * level-triggered set looks again at the next wait, only to see that all was read.
 *
 * <p>One recv an event all the same, or a fast sender would keep the others waiting: a recv that
 * may have left something behind asks to be told again, by one epoll_ctl. That is when it filled
 * the buffer, or when the peer's end stands behind the bytes. epoll(7), "Questions and answers", 9.
 */
final class EpollStream extends Stream implements EpollEndpoint {
  /** After these there is an end to be read, behind whatever bytes came before it. */
  private static final int ENDS = Epoll.READ_HANG_UP | Epoll.HUP | Epoll.ERR;

  private static final int MOST_READS = MOST_AT_STOP / EpollPoller.BUFFER_BYTES;

  private final EpollPoller poller;
  private final int fd;
  private int mask = Epoll.IN;

  /** In the set, whose mask follows ours from then on. */
  private boolean added;

  private boolean shut;

  EpollStream(EpollPoller poller, int fd) {
    super(poller.loop);
    this.poller = poller;
    this.fd = fd;
    poller.enter(fd, this);
  }

  /**
   * Reads before it asks to be told: under load the request is there by the time its connection is
   * accepted, and a connection for one request is then over without ever being in the set.
   */
  @Override
  protected void begin(boolean spoken) {
    if (spoken) {
      read();
    }
    if (isOpen()) {
      added = true;
      if (poller.addEntered(fd, events()) < 0) {
        close();
      }
    }
  }

  @Override
  public void ready(int ready) {
    if ((ready & Epoll.OUT) != 0 && (mask & Epoll.OUT) != 0) {
      writable();
    }
    if (!isOpen()) {
      return;
    }
    if (wantsRead()) {
      if ((ready & ~Epoll.OUT) != 0) {
        int count = read();
        boolean more = count == poller.bytes.length || count > 0 && (ready & ENDS) != 0;
        if (more && isOpen() && wantsRead()) {
          look();
        }
      }
    } else if ((ready & Epoll.ERR) != 0 || (ready & Epoll.HUP) != 0 && !shut) {
      // Told whether asked for or not: reset. Where our side is shut, HUP may also be the peer's
      // end, with bytes before it that the session does not want yet.
      close();
    }
  }

  /** One recv: how many bytes it brought; 0 or less when there were none, or will be none. */
  private int read() {
    loop.called(1);
    int count = Sockets.read(fd, poller.bytes);
    if (count > 0) {
      received(poller.bytes, 0, count);
    } else if (count == 0) {
      inputEnded();
    } else if (count != Sockets.AGAIN) {
      close();
    }
    return count;
  }

  @Override
  protected void readNow() {
    for (int i = 0; i < MOST_READS && isOpen() && wantsRead() && read() > 0; i++) {}
    if (isOpen() && wantsRead()) {
      allRead();
    }
  }

  private boolean wantsRead() {
    return (mask & Epoll.IN) != 0;
  }

  private int events() {
    return mask | Epoll.EDGE | (wantsRead() ? Epoll.READ_HANG_UP : 0);
  }

  @Override
  protected boolean write(Output output) throws IOException {
    int size = output.size();
    loop.called(1);
    int sent = Sockets.write(fd, output.array(), output.offset(), size);
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
  protected void interest(boolean read, boolean write) {
    int wanted = (read ? Epoll.IN : 0) | (write ? Epoll.OUT : 0);
    if (wanted != mask) {
      mask = wanted;
      if (added) {
        look();
      }
    }
  }

  /** What is ready now, of what matters now, is an event again. */
  private void look() {
    int result = poller.modify(fd, events());
    if (result < 0) {
      loop.problem(new NativeException("epoll_ctl(MOD)", -result).getMessage());
      close();
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    loop.called(1);
    int result = Sockets.shutdownWrite(fd);
    if (result < 0) {
      throw new IOException(new NativeException("shutdown(SHUT_WR)", -result));
    }
    shut = true;
  }

  @Override
  protected void closeDescriptor() {
    poller.disown(fd);
    loop.called(1);
    Sockets.close(fd);
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
