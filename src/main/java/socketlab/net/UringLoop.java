// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import socketlab.linux.BufferRing;
import socketlab.linux.Errno;
import socketlab.linux.EventFd;
import socketlab.linux.IoUring;
import socketlab.linux.NativeException;
import socketlab.linux.SendSlots;
import socketlab.linux.SocketOptions;
import socketlab.linux.Sockets;
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
  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int BUFFERS = 256;
  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int SLOT_BYTES = 64 * 1024;
  private static final int RECV_MULTISHOT = 1 << 1;
  private static final int ACCEPT_MULTISHOT = 1;
  private static final int POLL_MULTISHOT = 1;
  private static final int POLL_IN = 1;
  private static final int POLL_OUT = 4;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int CANCELED = -Errno.ECANCELED.number();
  private static final int NO_BUFFERS = -Errno.ENOBUFS.number();

  /** How long the last bytes of a closed connection may take to leave. */
  private static final long LEAVE_NANOS = 2_000_000_000L;

  private final IoUring ring = new IoUring(SUBMISSIONS, COMPLETIONS);
  private final BufferRing buffers = new BufferRing(ring, BUFFERS, BUFFER_BYTES, 0);
  private final Gathering gathering = new Gathering();
  private final EventFd bell = new EventFd();
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final SendSlots slots = new SendSlots(SLOT_BYTES);

  /** Sends that are over, to be used again: a request is to allocate nothing. */
  private final ArrayList<Send> freeSends = new ArrayList<>();

  /** Closed, with bytes still under way; what the loop's own list no longer knows of. */
  private final ArrayList<UringConnection> leaving = new ArrayList<>();

  /** Who hears of a completion, by the number it was submitted with. */
  private Operation[] operations = new Operation[64];

  private int[] freeOperations = new int[64];
  private int freeCount;
  private int usedOperations;
  private boolean enabled;

  /** Whoever connects out times the answers, or passes them on: it waits for none but the next. */
  private boolean connectsOut;

  /**
   * Something under way in the kernel. It is told of every completion, the last one being without
   * MORE.
   */
  private abstract static class Operation {
    int number = -1;

    abstract void completed(int result, int flags);

    final boolean isUnderWay() {
      return number >= 0;
    }
  }

  UringLoop(Config config) {
    super(config);
  }

  // Operations.

  /** Gives the operation a number, by which its completions find it. */
  private int begin(Operation operation) {
    if (freeCount > 0) {
      operation.number = freeOperations[--freeCount];
    } else {
      if (usedOperations == operations.length) {
        operations = Arrays.copyOf(operations, 2 * usedOperations);
        freeOperations = Arrays.copyOf(freeOperations, 2 * usedOperations);
      }
      operation.number = usedOperations++;
    }
    operations[operation.number] = operation;
    return operation.number;
  }

  private void ended(Operation operation) {
    operations[operation.number] = null;
    freeOperations[freeCount++] = operation.number;
    operation.number = -1;
  }

  /** Asks the kernel to give an operation up; its last completion comes all the same. */
  private void cancel(Operation operation) {
    ring.submit(IoUring.CANCEL, IoUring.SKIP_SUCCESS, 0, -1, 0, operation.number, 0, 0, NOBODY, 0);
  }

  /** The number of what nobody waits for. */
  private static final long NOBODY = -1;

  // The loop.

  @Override
  int poll(long nanos) {
    if (!enabled) {
      // The thread that enables the ring is the one it belongs to.
      ring.enable();
      enabled = true;
      listenToBell();
    }
    int wanted = gathering.wanted();
    long most = leaving.isEmpty() || nanos == 0 ? nanos : atMost(nanos);
    ring.submitAndWait(wanted, wanted == 1 || most == 0 ? most : Gathering.atMost(most));
    awake();
    int count = handleCompletions();
    if (most != 0) {
      gathering.came(count, connectsOut ? 0 : (int) (counters.open() / 4));
    }
    if (!leaving.isEmpty()) {
      abandonLate();
    }
    calls += ring.calls();
    return count;
  }

  private static long atMost(long nanos) {
    return nanos < 0 ? LEAVE_NANOS / 10 : Math.min(nanos, LEAVE_NANOS / 10);
  }

  private int handleCompletions() {
    int count = ring.completions();
    for (int i = 0; i < count; i++) {
      long data = ring.data(i);
      if (data == NOBODY) {
        continue;
      }
      Operation operation = operations[(int) data];
      int flags = ring.flags(i);
      if ((flags & IoUring.MORE) == 0) {
        ended(operation);
      }
      operation.completed(ring.result(i), flags);
    }
    ring.read(count);
    buffers.publish();
    return count;
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
        begin(listening),
        0);
  }

  // Connections.

  private final class UringConnection extends LoopConnection {
    final int fd;
    final Receive receive = new Receive(this);
    Send send;
    boolean wanted;
    boolean cancelling;
    long leavingUntil;

    UringConnection(int fd) {
      super(UringLoop.this);
      this.fd = fd;
    }

    void want(boolean read) {
      wanted = read;
      if (read && !receive.isUnderWay()) {
        cancelling = false;
        ring.submit(
            IoUring.RECV, IoUring.BUFFER_SELECT, RECV_MULTISHOT, fd, 0, 0, 0, 0, begin(receive), 0);
      } else if (!read && receive.isUnderWay() && !cancelling) {
        cancelling = true;
        cancel(receive);
      }
    }
  }

  /** Bytes as they come, until it is cancelled or the peer ends. */
  private final class Receive extends Operation {
    private final UringConnection c;

    Receive(UringConnection c) {
      this.c = c;
    }

    @Override
    void completed(int result, int flags) {
      if (result > 0) {
        // Bytes that were under way when the connection stopped wanting any are kept with the
        // others.
        buffers.copy(flags, bytes, result);
        buffers.giveBackOf(flags);
      }
      if (c.closed) {
        return;
      }
      if (result > 0) {
        conversations.received(c, bytes, 0, result);
      } else if (result == 0) {
        c.wanted = false;
        conversations.inputEnded(c);
      } else if (result != CANCELED && result != NO_BUFFERS) {
        connections.close(c);
      }
      if (!isUnderWay() && c.wanted && !c.closed) {
        c.want(true);
      }
    }
  }

  /** Bytes that belong to the kernel until it says how many it sent. */
  private final class Send extends Operation {
    private UringConnection c;
    private int slot;
    private int from;
    private int to;

    /** The first bytes of an output, as many as a slot has room for: how many these are. */
    int begin(UringConnection connection, Output output) {
      c = connection;
      from = 0;
      to = Math.min(output.size(), SLOT_BYTES);
      slot = slots.fill(output.array(), output.offset(), to);
      submit();
      return to;
    }

    private void submit() {
      ring.submit(
          IoUring.SEND,
          0,
          0,
          c.fd,
          0,
          slots.address(slot) + from,
          to - from,
          MSG_NOSIGNAL,
          UringLoop.this.begin(this),
          0);
    }

    @Override
    void completed(int result, int flags) {
      if (result > 0 && result < to - from) {
        from += result;
        submit();
        return;
      }
      UringConnection over = c;
      c = null;
      slots.giveBack(slot);
      freeSends.add(this);
      sent(over, result);
    }
  }

  /** A send is over: all of it has left, or what it failed with, minus errno. */
  private void sent(UringConnection c, int result) {
    c.send = null;
    if (c.closed) {
      leaving.remove(c);
      closeDescriptor(c);
    } else if (result < 0) {
      connections.close(c);
    } else if (c.unsent != null) {
      conversations.writable(c);
    }
  }

  @Override
  LoopConnection register(Accepted accepted) {
    return new UringConnection(((DescriptorAccepted) accepted).fd());
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
    c.send = freeSends.isEmpty() ? new Send() : freeSends.removeLast();
    output.sent(c.send.begin(c, output));
    return output.isEmpty();
  }

  /** The kernel tells when it can send more; only reading has to be asked for. */
  @Override
  void interest(LoopConnection connection, boolean read, boolean write) {
    UringConnection c = (UringConnection) connection;
    if (read != c.wanted) {
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
    while (!c.closed && c.wanted) {
      calls++;
      int count = Sockets.read(c.fd, bytes);
      if (count > 0) {
        conversations.received(c, bytes, 0, count);
      } else {
        if (count == 0) {
          c.wanted = false;
          conversations.inputEnded(c);
        } else if (count != Sockets.AGAIN) {
          connections.close(c);
        }
        break;
      }
    }
    if (!c.closed && c.wanted) {
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
    if (c.receive.isUnderWay() && !c.cancelling) {
      c.cancelling = true;
      cancel(c.receive);
    }
    if (c.send == null) {
      closeDescriptor(c);
    } else {
      c.leavingUntil = now() + LEAVE_NANOS;
      leaving.add(c);
    }
  }

  /** The receive has been cancelled before it in the queue, so nothing holds the socket open. */
  private void closeDescriptor(UringConnection c) {
    ring.submit(IoUring.CLOSE, IoUring.SKIP_SUCCESS, 0, c.fd, 0, 0, 0, 0, NOBODY, 0);
  }

  /** A peer that does not take the last bytes does not keep them for ever. */
  private void abandonLate() {
    for (UringConnection c : leaving) {
      if (c.send != null && c.leavingUntil - now() <= 0) {
        cancel(c.send);
        c.leavingUntil = Long.MAX_VALUE / 2;
      }
    }
  }

  // Accepting and connecting.

  @Override
  Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
    return new UringAcceptor(listener, taker);
  }

  /**
   * Accepts as fast as connections come, by one submission for all. Under a connection limit it
   * only asks whether there are any, and takes as many as there is room for: the others wait in the
   * accept queue.
   */
  private final class UringAcceptor extends Acceptor {
    private final ArrayDeque<Integer> accepted = new ArrayDeque<>();
    private final Accepting accepting = new Accepting();
    private final boolean eager = config.limit() == ConnectionLimit.NONE;
    private int error;
    private boolean watched;

    UringAcceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
      super(UringLoop.this, listener, taker);
      // On a non-blocking descriptor the kernel would say EAGAIN instead of waiting for a
      // connection.
      listener.channel().configureBlocking(eager);
    }

    private final class Accepting extends Operation {
      @Override
      void completed(int result, int flags) {
        if (result < 0 && result != CANCELED) {
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
      if (eager) {
        ring.submit(
            IoUring.ACCEPT, 0, ACCEPT_MULTISHOT, fd, 0, 0, 0, SOCK_CLOEXEC, begin(accepting), 0);
      } else {
        ring.submit(IoUring.POLL_ADD, 0, 0, fd, 0, 0, 0, POLL_IN, begin(accepting), 0);
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
        calls++;
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
        cancel(accepting);
      }
    }

    @Override
    void disarm() {
      // What has arrived is accepted by this call, in the kernel; what comes behind it is not.
      ring.submitAndWait(0);
      handleCompletions();
      watch(false);
      while (accepting.isUnderWay()) {
        ring.submitAndWait(LEAVE_NANOS / 1000);
        handleCompletions();
      }
    }

    @Override
    void deregister() {
      // Disarmed by now, or the ring goes too.
    }
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
      ring.submit(IoUring.POLL_ADD, 0, 0, fd, 0, 0, 0, POLL_OUT, begin(connecting), 0);
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
    conversations.connected(new UringConnection(fd), sessions, failed);
  }

  @Override
  void closePoller() {
    long until = System.nanoTime() + LEAVE_NANOS;
    while (enabled && (!leaving.isEmpty() || ring.completions() > 0)) {
      ring.submitAndWait(LEAVE_NANOS / 100);
      handleCompletions();
      if (System.nanoTime() - until > 0) {
        break;
      }
    }
    if (enabled) {
      ring.submitAndWait(0);
    }
    ring.close();
    leaving.forEach(c -> Sockets.close(c.fd));
    buffers.close();
    bell.close();
    slots.close();
  }
}
