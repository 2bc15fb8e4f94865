// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A counter that makes a descriptor readable: by it one thread wakes another, eventfd(2). */
public final class EventFd implements AutoCloseable {
  private static final int FLAGS = 0x800 | 0x80000; // EFD_NONBLOCK, EFD_CLOEXEC

  private static final MethodHandle CREATE =
      Libc.function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

  private static final MethodHandle READ = Libc.function("read", TRANSFER);
  private static final MethodHandle WRITE = Libc.function("write", TRANSFER);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment one = arena.allocate(JAVA_LONG);
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final int fd;

  /**
   * @throws NativeException EMFILE, ENFILE, ENOMEM
   */
  public EventFd() {
    one.set(JAVA_LONG, 0, 1);
    try {
      fd = NativeException.check("eventfd", (int) CREATE.invokeExact(Libc.errno(), 0, FLAGS));
    } catch (Throwable t) {
      arena.close();
      throw Libc.rethrow(t);
    }
  }

  /** The descriptor, to wait for. */
  public int descriptor() {
    return fd;
  }

  /** Makes it readable; any thread, until it is closed. */
  public void signal() {
    try {
      // EAGAIN is all that can happen: the count is at its end, and that is signal enough.
      long _ = (long) WRITE.invokeExact(Libc.errno(), fd, one, 8L);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** Takes all signals that have come, so that it is no longer readable; one thread. */
  public void clear() {
    try {
      // EAGAIN is all that can happen: there was none.
      long _ = (long) READ.invokeExact(Libc.errno(), fd, count, 8L);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  @Override
  public void close() {
    Sockets.close(fd);
    arena.close();
  }
}
