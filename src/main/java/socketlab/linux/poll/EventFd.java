// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.Sockets;

/** A counter that makes a descriptor readable: by it one thread wakes another, eventfd(2). */
public final class EventFd implements AutoCloseable {
  private static final int FLAGS = 0x800 | 0x80000; // EFD_NONBLOCK, EFD_CLOEXEC

  private static final MethodHandle CREATE =
      Libc.function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

  private static final MethodHandle READ = Libc.function("read", TRANSFER);
  private static final MethodHandle WRITE = Libc.function("write", TRANSFER);

  private static final int CLOSED = Integer.MIN_VALUE / 2;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment one = arena.allocate(JAVA_LONG);
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final int fd;

  /** Signals under way; far below zero once it is closed. */
  private final AtomicInteger signals = new AtomicInteger();

  /**
   * @throws NativeException EMFILE, ENFILE, ENOMEM
   */
  public EventFd() {
    one.set(JAVA_LONG, 0, 1);
    try {
      fd = NativeException.check("eventfd", create(0, FLAGS));
    } catch (Throwable t) {
      arena.close();
      throw Libc.rethrow(t);
    }
  }

  private static int create(int value, int flags) {
    MemorySegment errno = Libc.errno();
    try {
      return Libc.result((int) CREATE.invokeExact(errno, value, flags), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** The descriptor, to wait for. */
  public int descriptor() {
    return fd;
  }

  /** Makes it readable; any thread, also one that comes too late: then nothing happens. */
  public void signal() {
    int others;
    do {
      others = signals.get();
      if (others < 0) {
        return;
      }
    } while (!signals.compareAndSet(others, others + 1));
    try {
      // EAGAIN is all that can happen: the count is at its end, and that is signal enough.
      long _ = (long) WRITE.invokeExact(Libc.errno(), fd, one, 8L);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
    if (signals.decrementAndGet() == CLOSED) {
      release();
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

  /** The descriptor goes when no signal is under way, or it might ring somebody else's bell. */
  @Override
  public void close() {
    if (signals.addAndGet(CLOSED) == CLOSED) {
      release();
    }
  }

  private void release() {
    Sockets.close(fd);
    arena.close();
  }
}
