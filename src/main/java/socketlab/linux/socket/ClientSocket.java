// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;

/**
 * A client's connection that waits in its calls, and can say its first bytes in the SYN: TCP Fast
 * Open, RFC 7413 and tcp(7), which the JDK has no call for.
 *
 * <p>Confined to one thread.
 */
public final class ClientSocket implements AutoCloseable {
  private static final int MSG_NOSIGNAL = 0x4000;

  /** connect(2) and send(2) in one: the bytes go with the SYN where the client has a cookie. */
  private static final int MSG_FASTOPEN = 0x20000000;

  /** Some KB: a handshake's largest flight fits. */
  private static final int ROOM = 32 * 1024;

  private static final MethodHandle CONNECT =
      Libc.function("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle SENDTO =
      Libc.function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle RECV =
      Libc.function(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment room = arena.allocate(ROOM);
  private final int fd;
  private boolean closed;

  private ClientSocket(InetSocketAddress to, Duration patience) throws ConnectException {
    fd = Sockets.openBlocking(null, to);
    SocketOptions.setNoDelay(fd);
    SocketOptions.setPatience(fd, patience);
  }

  /**
   * Connects, and waits for it.
   *
   * @param patience how long each call may wait, above 0
   * @throws ConnectException when there is no connection within it
   */
  public static ClientSocket connect(InetSocketAddress to, Duration patience)
      throws ConnectException {
    ClientSocket socket = new ClientSocket(to, patience);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = SocketAddress.of(to, arena);
      MemorySegment errno = Libc.errno();
      int result;
      do {
        result =
            Libc.result(
                (int) CONNECT.invokeExact(errno, socket.fd, address, (int) address.byteSize()),
                errno);
      } while (result == -Errno.EINTR.number());
      if (result < 0) {
        throw Sockets.failed("connect", -result);
      }
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw thrown(t);
    }
  }

  /**
   * Connects and sends at once. With a cookie of that server the bytes go in the SYN; without one
   * they follow the handshake, whose SYN asks for a cookie.
   *
   * @param first what is said first; at most a segment goes in the SYN
   * @param patience how long each call may wait, above 0
   * @throws ConnectException when there is no connection; EOPNOTSUPP where the sysctl
   *     net.ipv4.tcp_fastopen is without bit 1
   */
  public static ClientSocket fastOpen(InetSocketAddress to, byte[] first, Duration patience)
      throws ConnectException {
    ClientSocket socket = new ClientSocket(to, patience);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = SocketAddress.of(to, arena);
      int sent = socket.send(first, 0, first.length, MSG_FASTOPEN, address);
      while (sent >= 0 && sent < first.length) {
        int more = socket.send(first, sent, first.length, 0, MemorySegment.NULL);
        sent = more < 0 ? more : sent + more;
      }
      if (sent < 0) {
        throw Sockets.failed("sendto", -sent);
      }
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw thrown(t);
    }
  }

  private static RuntimeException thrown(Throwable t) throws ConnectException {
    if (t instanceof ConnectException e) {
      throw e;
    }
    return Libc.rethrow(t);
  }

  /** send(2) until all is taken. */
  public void send(byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; ) {
      int count = send(bytes, at, to, 0, MemorySegment.NULL);
      if (count < 0) {
        throw failed("send", -count);
      }
      at += count;
    }
  }

  private int send(byte[] bytes, int from, int to, int flags, MemorySegment address) {
    int length = Math.min(to - from, ROOM);
    MemorySegment.copy(bytes, from, room, JAVA_BYTE, 0, length);
    MemorySegment errno = Libc.errno();
    int result;
    do {
      try {
        result =
            (int)
                Libc.result(
                    (long)
                        SENDTO.invokeExact(
                            errno,
                            fd,
                            room,
                            (long) length,
                            flags | MSG_NOSIGNAL,
                            address,
                            (int) address.byteSize()),
                    errno);
      } catch (Throwable t) {
        throw Libc.rethrow(t);
      }
    } while (result == -Errno.EINTR.number());
    return result;
  }

  /**
   * recv(2): waits for bytes.
   *
   * @return how many, now at the front of {@code into}; -1 at the peer's end
   * @throws SocketTimeoutException when none came in time
   */
  public int receive(byte[] into) throws IOException {
    MemorySegment errno = Libc.errno();
    int result;
    do {
      try {
        result =
            (int)
                Libc.result(
                    (long) RECV.invokeExact(errno, fd, room, (long) Math.min(ROOM, into.length), 0),
                    errno);
      } catch (Throwable t) {
        throw Libc.rethrow(t);
      }
    } while (result == -Errno.EINTR.number());
    if (result == Sockets.AGAIN) {
      throw new SocketTimeoutException("the server said nothing more in time");
    }
    if (result < 0) {
      throw failed("recv", -result);
    }
    MemorySegment.copy(room, JAVA_BYTE, 0, into, 0, result);
    return result == 0 ? -1 : result;
  }

  private static IOException failed(String call, int errno) {
    NativeException cause = new NativeException(call, errno);
    return new IOException(cause.getMessage(), cause);
  }

  /**
   * Has {@link #close} send RST and forget the connection at once: SO_LINGER of 0, socket(7). So a
   * port is free for the next of very many connections, which TIME_WAIT would hold for a minute.
   */
  public void resetAtClose() {
    SocketOptions.setResetAtClose(fd);
  }

  /** Twice is once. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Sockets.close(fd);
    arena.close();
  }
}
