// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import socketlab.linux.libc.Arch;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.SystemCall;

/**
 * The calls of an event loop on non-blocking descriptors. Each returns what the call returned or
 * minus errno, throws nothing, and allocates nothing.
 *
 * <p>{@link #read} and {@link #write} are critical calls: the thread stays where the collector can
 * see it, so heap memory may be handed over and the call is cheaper, but no collection can begin
 * before it returns. That is why the descriptor has to be non-blocking.
 */
public final class Sockets {
  /** {@code -EAGAIN}: nothing now. */
  public static final int AGAIN = -Errno.EAGAIN.number();

  /** A signal came first; the call is made again. */
  private static final int INTERRUPTED = -Errno.EINTR.number();

  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x80000;
  private static final int SHUT_WR = 1;

  private static final Linker.Option CRITICAL = Linker.Option.critical(true);

  // recvfrom(2) and sendto(2), by number; for the kernel, recv and send are these. In libc both are
  // cancellation points, which in a process of many threads costs two atomic operations a call.
  private static final MethodHandle TRANSFER =
      Libc.function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          CRITICAL);

  private static final boolean IS_X86_64 =
      Platform.availability().isAvailable() && Platform.arch() == Arch.X86_64;
  private static final long RECVFROM = IS_X86_64 ? 45 : 207;
  private static final long SENDTO = IS_X86_64 ? 44 : 206;

  /** A peer that is gone gives EPIPE, and no signal. */
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final int MSG_DONTWAIT = 0x40;

  /** Of those who connect; a server does without, and need not wait until these are linked. */
  private static final class Connecting {
    private static final MethodHandle SOCKET =
        Libc.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private static final MethodHandle CONNECT =
        Libc.function("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private static final MethodHandle BIND =
        Libc.function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private static final int SOCK_STREAM = 1;
  }

  private Sockets() {}

  /** accept4(2): the next connection, non-blocking and closed on exec. */
  public static int accept(int listener) {
    return accept(listener, NONBLOCK | CLOEXEC);
  }

  /**
   * The same, but a connection that waits in its calls: io_uring waits by itself only for such a
   * one.
   */
  public static int acceptBlocking(int listener) {
    return accept(listener, CLOEXEC);
  }

  private static int accept(int listener, int flags) {
    return (int) SystemCall.ACCEPT4.call(listener, 0, 0, flags, 0, 0);
  }

  /**
   * socket(2) and connect(2): begins a connection.
   *
   * @param from an address of this machine, or null for the kernel's choice
   * @return the descriptor, non-blocking and closed on exec; it is writable when the connection is
   *     made or has failed, and {@link #finishConnect} then says which
   * @throws ConnectException when it has failed already
   */
  public static int connect(InetAddress from, InetSocketAddress to) throws ConnectException {
    int fd = open(from, to, NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      int result = connect(fd, SocketAddress.of(to, arena));
      if (result < 0 && result != -Errno.EINPROGRESS.number()) {
        throw failed("connect", -result);
      }
      return fd;
    } catch (ConnectException | RuntimeException e) {
      close(fd);
      throw e;
    }
  }

  /**
   * socket(2): a stream socket that can be connected to an address, and waits in its calls.
   *
   * @param from an address of this machine to connect from, or null for the kernel's choice
   * @return the descriptor, closed on exec
   */
  public static int openBlocking(InetAddress from, InetSocketAddress to) throws ConnectException {
    return open(from, to, 0);
  }

  private static int open(InetAddress from, InetSocketAddress to, int flags)
      throws ConnectException {
    int fd = socket(SocketAddress.family(to), flags);
    if (fd < 0) {
      throw failed("socket", -fd);
    }
    if (from != null) {
      try {
        bindTo(fd, from);
      } catch (ConnectException | RuntimeException e) {
        close(fd);
        throw e;
      }
    }
    return fd;
  }

  private static void bindTo(int fd, InetAddress from) throws ConnectException {
    // The port is then chosen by connect, which knows the peer: one port serves many of them.
    SocketOptions.setBindAddressNoPort(fd);
    try (Arena arena = Arena.ofConfined()) {
      int result = bind(fd, SocketAddress.of(new InetSocketAddress(from, 0), arena));
      if (result < 0) {
        throw failed("bind", -result);
      }
    }
  }

  private static int bind(int fd, MemorySegment address) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) Connecting.BIND.invokeExact(errno, fd, address, (int) address.byteSize()), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private static int socket(int family, int flags) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int)
              Connecting.SOCKET.invokeExact(
                  errno, family, Connecting.SOCK_STREAM | flags | CLOEXEC, 0),
          errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private static int connect(int fd, MemorySegment address) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) Connecting.CONNECT.invokeExact(errno, fd, address, (int) address.byteSize()),
          errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /**
   * Hears how a connect went, when its descriptor has become writable: SO_ERROR, socket(7).
   *
   * @throws ConnectException when there is no connection
   */
  public static void finishConnect(int fd) throws ConnectException {
    int error = SocketOptions.error(fd);
    if (error != 0) {
      throw failed("connect", error);
    }
  }

  /**
   * What to throw where there is no connection; its cause has the errno.
   *
   * @param errno that the call has left; positive
   */
  public static ConnectException failed(String call, int errno) {
    NativeException cause = new NativeException(call, errno);
    ConnectException failed = new ConnectException(cause.getMessage());
    failed.initCause(cause);
    return failed;
  }

  /**
   * recv(2), without waiting.
   *
   * @return bytes, now at the front of {@code room}; 0 at the peer's end; or minus errno
   */
  public static int read(int fd, byte[] room) {
    int result;
    do {
      result = readOnce(fd, room);
    } while (result == INTERRUPTED);
    return result;
  }

  private static int readOnce(int fd, byte[] room) {
    MemorySegment errno = Libc.errno();
    try {
      return (int)
          Libc.result(
              (long)
                  TRANSFER.invokeExact(
                      errno,
                      RECVFROM,
                      fd,
                      MemorySegment.ofArray(room),
                      (long) room.length,
                      MSG_DONTWAIT,
                      0L,
                      0L),
              errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /**
   * send(2), without waiting.
   *
   * @return how many of the bytes were taken, or minus errno
   */
  public static int write(int fd, byte[] bytes, int from, int length) {
    int result;
    do {
      result = writeOnce(fd, bytes, from, length);
    } while (result == INTERRUPTED);
    return result;
  }

  private static int writeOnce(int fd, byte[] bytes, int from, int length) {
    MemorySegment errno = Libc.errno();
    MemorySegment whole = MemorySegment.ofArray(bytes);
    // A slice is an object more, and what is sent begins at the front as a rule.
    MemorySegment segment = from == 0 ? whole : whole.asSlice(from, length);
    try {
      return (int)
          Libc.result(
              (long)
                  TRANSFER.invokeExact(
                      errno,
                      SENDTO,
                      fd,
                      segment,
                      (long) length,
                      MSG_NOSIGNAL | MSG_DONTWAIT,
                      0L,
                      0L),
              errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** shutdown(2) of the sending side: the peer reads the end of what was sent. */
  public static int shutdownWrite(int fd) {
    return SocketCalls.shutdown(fd, SHUT_WR);
  }

  /** close(2). */
  public static int close(int fd) {
    return (int) SystemCall.CLOSE.call(fd);
  }
}
