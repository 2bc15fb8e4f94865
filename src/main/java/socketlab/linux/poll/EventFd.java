// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.SystemCall;

/** A counter that makes a descriptor readable: by it one thread wakes another, eventfd(2). */
public final class EventFd implements AutoCloseable {
  private static final int FLAGS = 0x800 | 0x80000; // EFD_NONBLOCK, EFD_CLOEXEC

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
    return (int) SystemCall.EVENTFD2.call(value, flags, 0);
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
    // EAGAIN is all that can happen: the count is at its end, and that is signal enough.
    SystemCall.WRITE.call(fd, one.address(), Long.BYTES);
    if (signals.decrementAndGet() == CLOSED) {
      release();
    }
  }

  /** Takes all signals that have come, so that it is no longer readable; one thread. */
  public void clear() {
    // EAGAIN is all that can happen: there was none.
    SystemCall.READ.call(fd, count.address(), Long.BYTES);
  }

  /** The descriptor goes when no signal is under way, or it might ring somebody else's bell. */
  @Override
  public void close() {
    if (signals.addAndGet(CLOSED) == CLOSED) {
      release();
    }
  }

  private void release() {
    SystemCall.CLOSE.call(fd);
    arena.close();
  }
}
