// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;

/** Who stands at the two ends of a connected socket, and what is on its way between them. */
public final class SocketEnds {
  private static final FunctionDescriptor NAME =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  private static final MethodHandle GETSOCKNAME = Libc.function("getsockname", NAME);

  private static final MethodHandle GETPEERNAME = Libc.function("getpeername", NAME);

  // int ioctl(int, unsigned long, ...)
  private static final MethodHandle IOCTL =
      Libc.function(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));

  /** Bytes in the send queue: not sent, or sent and not acknowledged; tcp(7), SIOCOUTQ. */
  private static final long SIOCOUTQ = 0x5411;

  private SocketEnds() {}

  /** The address of this end, getsockname(2); null when the socket has none any more. */
  public static InetSocketAddress local(int fd) {
    return name(GETSOCKNAME, fd);
  }

  /** The address of the other end, getpeername(2); null when it is not connected any more. */
  public static InetSocketAddress remote(int fd) {
    return name(GETPEERNAME, fd);
  }

  private static InetSocketAddress name(MethodHandle call, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SocketAddress.MOST_BYTES, 8);
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, SocketAddress.MOST_BYTES);
      MemorySegment errno = Libc.errno();
      int result = Libc.result((int) call.invokeExact(errno, fd, address, length), errno);
      return result < 0 ? null : SocketAddress.read(address);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** Bytes that were sent and that the peer's kernel has not acknowledged; -1 when not known. */
  public static int unacknowledged(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      MemorySegment errno = Libc.errno();
      int result = Libc.result((int) IOCTL.invokeExact(errno, fd, SIOCOUTQ, count), errno);
      return result < 0 ? -1 : count.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /**
   * The state of a TCP socket: the first byte of {@code struct tcp_info}, by getsockopt(TCP_INFO),
   * tcp(7); {@link TcpInfo} has more of it.
   *
   * @throws NativeException EBADF, ENOTSOCK; EOPNOTSUPP or ENOPROTOOPT when it is not TCP
   */
  public static TcpState state(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(1);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 1);
      NativeException.check(
          "getsockopt(TCP_INFO)",
          SocketCalls.getsockopt(fd, TcpInfo.IPPROTO_TCP, TcpInfo.TCP_INFO, info, length));
      return TcpState.of(info.get(JAVA_BYTE, TcpInfo.STATE));
    }
  }
}
