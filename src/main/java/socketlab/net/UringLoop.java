// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.EventFd;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.Sockets;
import socketlab.linux.uring.BufferRing;
import socketlab.linux.uring.IoUring;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * The loop over io_uring: it does not ask who is ready, it says what is to be done and hears what
 * was.
 *
 * <pre>
 *   accept, multishot ──▶ a completion for every connection, one submission for all
 *   recv, multishot   ──▶ a completion for all that came, in a buffer the kernel picks then
 *   send              ──▶ submitted with the next wait, all of a batch in one call
 * </pre>
 *
 * <p>So a batch costs one system call, whatever it holds. What is under way belongs to the kernel
 * until it says otherwise: bytes to be sent stay in a slot of native memory until their completion,
 * and a descriptor is closed only when its send is done.
 */
final class UringLoop extends EventLoop {
  static final int POLL_IN = 1;
  static final int CANCELED = -Errno.ECANCELED.number();

  private static final int POLL_OUT = 4;
  private static final int POLL_MULTISHOT = 1;
  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int BUFFERS = 256;
  private static final int BUFFER_BYTES = 8 * 1024;

  final IoUring ring = new IoUring(SUBMISSIONS, COMPLETIONS);
  final Operations operations = new Operations(ring);

  /** What was read last. */
  final byte[] bytes = new byte[BUFFER_BYTES];

  private final BufferRing buffers = new BufferRing(ring, BUFFERS, BUFFER_BYTES, 0);
  private final Gathering gathering = new Gathering();
  private final EventFd bell = new EventFd();
  private final Sends sends = new Sends(this, ring, operations);
  private boolean enabled;

  /** Whoever connects out times the answers, or passes them on: it waits for none but the next. */
  private boolean connectsOut;

  UringLoop(Config config) {
    super(config);
  }

  @Override
  int poll(long nanos) {
    if (!enabled) {
      // The thread that enables the ring is the one it belongs to.
      ring.enable();
      enabled = true;
      listenToBell();
    }
    int wanted = gathering.wanted();
    long most = sends.anyLeaving() && nanos != 0 ? atMost(nanos) : nanos;
    ring.submitAndWait(wanted, wanted == 1 || most == 0 ? most : Gathering.atMost(most));
    awake();
    int count = complete();
    if (most != 0) {
      gathering.came(count, connectsOut ? 0 : (int) (counters.open() / 4));
    }
    if (sends.anyLeaving()) {
      sends.abandonLate();
    }
    calls += ring.calls();
    return count;
  }

  private static long atMost(long nanos) {
    return nanos < 0 ? Sends.LEAVE_NANOS / 10 : Math.min(nanos, Sends.LEAVE_NANOS / 10);
  }

  private int complete() {
    int count = operations.complete();
    buffers.publish();
    return count;
  }

  /** Submits, waits at most so long for something to be done, and tells of what was. */
  void submitAndComplete(long nanos) {
    ring.submitAndWait(nanos);
    complete();
  }

  @Override
  void wakeup() {
    bell.signal();
  }

  private void listenToBell() {
    Operation listening =
        new Operation() {
          @Override
          void completed(int result, int flags) {
            // Every signal is a completion more, so nobody has to read the count away.
            if (!isUnderWay()) {
              listenToBell();
            }
          }
        };
    ring.submit(
        IoUring.POLL_ADD,
        0,
        0,
        bell.descriptor(),
        0,
        0,
        POLL_MULTISHOT,
        POLL_IN,
        operations.begin(listening),
        0);
  }

  // Connections.

  /** Has a completion's bytes in {@link #bytes}, and the kernel its buffer again. */
  void copy(int flags, int count) {
    buffers.copy(flags, bytes, count);
    buffers.giveBackOf(flags);
  }

  @Override
  LoopConnection register(Accepted accepted) {
    return new UringConnection(this, ((DescriptorAccepted) accepted).fd());
  }

  @Override
  void begin(LoopConnection connection, boolean spoken) {
    ((UringConnection) connection).want(true);
  }

  /**
   * Hands bytes over; what does not fit into the slot that is under way waits for its completion.
   */
  @Override
  boolean write(LoopConnection connection, Output output) {
    UringConnection c = (UringConnection) connection;
    if (c.send != null) {
      return false;
    }
    sends.begin(c, output);
    return output.isEmpty();
  }

  /** The kernel tells when it can send more; only reading has to be asked for. */
  @Override
  void interest(LoopConnection connection, boolean read, boolean write) {
    UringConnection c = (UringConnection) connection;
    if (read != c.wantsRead()) {
      c.want(read);
    }
  }

  /**
   * Reads past the ring, without waiting: what a completion could tell of has been handled by now,
   * so these bytes are the next.
   */
  @Override
  void readNow(LoopConnection connection) {
    UringConnection c = (UringConnection) connection;
    while (!c.closed && c.wantsRead()) {
      calls++;
      int count = Sockets.read(c.fd, bytes);
      if (count > 0) {
        conversations.received(c, bytes, 0, count);
      } else {
        if (count == 0) {
          c.ended();
        } else if (count != Sockets.AGAIN) {
          connections.close(c);
        }
        break;
      }
    }
    if (!c.closed && c.wantsRead()) {
      conversations.allRead(c);
    }
  }

  @Override
  void shutdownOutput(LoopConnection connection) throws IOException {
    UringConnection c = (UringConnection) connection;
    if (c.send != null) {
      // Its bytes have not left yet, and must before the end is said.
      ring.submitAndWait(0);
    }
    calls++;
    int result = Sockets.shutdownWrite(c.fd);
    if (result < 0) {
      throw new IOException(new NativeException("shutdown(SHUT_WR)", -result));
    }
  }

  @Override
  void closeSocket(LoopConnection connection) {
    UringConnection c = (UringConnection) connection;
    c.cancel();
    sends.closeBehind(c);
  }

  // Accepting and connecting.

  @Override
  Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
    return new UringAcceptor(this, listener, taker);
  }

  @Override
  void startConnect(
      InetAddress from,
      SocketAddress address,
      SessionFactory sessions,
      Consumer<IOException> failed) {
    try {
      connectsOut = true;
      calls += 2; // socket, connect
      int fd = Sockets.connect(from, (InetSocketAddress) address);
      Operation connecting =
          new Operation() {
            @Override
            void completed(int result, int flags) {
              finishConnect(fd, sessions, failed);
            }
          };
      ring.submit(IoUring.POLL_ADD, 0, 0, fd, 0, 0, 0, POLL_OUT, operations.begin(connecting), 0);
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  private void finishConnect(int fd, SessionFactory sessions, Consumer<IOException> failed) {
    try {
      Sockets.finishConnect(fd);
    } catch (IOException e) {
      Sockets.close(fd);
      failed.accept(e);
      return;
    }
    calls += 3; // getsockopt, setsockopt, fcntl
    SocketOptions.setNoDelay(fd);
    Sockets.setBlocking(fd);
    conversations.connected(new UringConnection(this, fd), sessions, failed);
  }

  @Override
  void closePoller() {
    long until = System.nanoTime() + Sends.LEAVE_NANOS;
    while (enabled && (sends.anyLeaving() || ring.completions() > 0)) {
      submitAndComplete(Sends.LEAVE_NANOS / 100);
      if (System.nanoTime() - until > 0) {
        break;
      }
    }
    if (enabled) {
      ring.submitAndWait(0);
    }
    ring.close();
    sends.close();
    buffers.close();
    bell.close();
  }
}
