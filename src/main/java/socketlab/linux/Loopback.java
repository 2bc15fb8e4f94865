// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The interface {@code lo} of the calling thread's network namespace. A new namespace has it, but
 * down: even 127.0.0.1 is then unreachable. This needs no {@code ip} program; netdevice(7).
 */
public final class Loopback {

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final short IFF_UP = 1;

  /** struct ifreq: the name in 16 bytes, then a union of 24 whose first two are the flags. */
  private static final int IFREQ_SIZE = 40;

  private static final int IFREQ_FLAGS = 16;

  private static final MethodHandle SOCKET =
      Libc.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  // int ioctl(int, unsigned long, ...)
  private static final MethodHandle IOCTL =
      Libc.function(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));

  private static final MethodHandle CLOSE =
      Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Loopback() {}

  /** Whether {@code lo} is up. */
  public static boolean isUp() {
    return withFlags((fd, request) -> (flags(fd, request) & IFF_UP) != 0);
  }

  /**
   * Brings {@code lo} up; nothing changes when it is.
   *
   * @throws NativeException EPERM when the namespace is not the caller's own
   */
  public static void up() {
    withFlags(
        (fd, request) -> {
          short flags = flags(fd, request);
          if ((flags & IFF_UP) == 0) {
            request.set(JAVA_SHORT, IFREQ_FLAGS, (short) (flags | IFF_UP));
            NativeException.check("ioctl(SIOCSIFFLAGS lo)", ioctl(fd, SIOCSIFFLAGS, request));
          }
          return true;
        });
  }

  private interface FlagsAction {
    boolean run(int fd, MemorySegment request);
  }

  /**
   * Runs the action with any socket, as an ioctl on an interface needs one, and a request about
   * {@code lo}.
   */
  private static boolean withFlags(FlagsAction action) {
    int fd = NativeException.check("socket", socket());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_SIZE, Long.BYTES);
      request.setString(0, "lo");
      return action.run(fd, request);
    } finally {
      close(fd);
    }
  }

  private static short flags(int fd, MemorySegment request) {
    NativeException.check("ioctl(SIOCGIFFLAGS lo)", ioctl(fd, SIOCGIFFLAGS, request));
    return request.get(JAVA_SHORT, IFREQ_FLAGS);
  }

  private static int socket() {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) SOCKET.invokeExact(errno, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private static int ioctl(int fd, long request, MemorySegment argument) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((int) IOCTL.invokeExact(errno, fd, request, argument), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  private static void close(int fd) {
    MemorySegment errno = Libc.errno();
    try {
      // Whatever close says, Linux has freed the descriptor: close(2).
      int unused = (int) CLOSE.invokeExact(errno, fd);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
