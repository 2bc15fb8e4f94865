// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import socketlab.linux.libc.Libc;

/** The socket calls as they are; each returns what the call returned, or minus errno. */
public final class SocketCalls {

  private static final MethodHandle GETSOCKOPT =
      Libc.function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private static final MethodHandle SETSOCKOPT =
      Libc.function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private static final FunctionDescriptor INT_OF_TWO_INTS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);

  private static final MethodHandle LISTEN = Libc.function("listen", INT_OF_TWO_INTS);

  private static final MethodHandle SHUTDOWN = Libc.function("shutdown", INT_OF_TWO_INTS);

  private SocketCalls() {}

  /**
   * getsockopt(2); {@code length} is a socklen_t, in: the room in {@code value}, out: what of it
   * was filled.
   */
  static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result(
          (int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** setsockopt(2). */
  static int setsockopt(int fd, int level, int option, MemorySegment value) {
    MemorySegment errno = Libc.errno();
    int length = Math.toIntExact(value.byteSize());
    try {
      return Libc.result(
          (int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** listen(2). */
  public static int listen(int fd, int backlog) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** shutdown(2). */
  static int shutdown(int fd, int how) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }
}
