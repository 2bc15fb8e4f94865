// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Libc;
import socketlab.linux.libc.NativeException;

/**
 * Waits until one of few descriptors is readable or a time is over, to the nanosecond: ppoll(2).
 * ({@link Epoll} is for many, and counts in milliseconds.)
 *
 * <p>Confined to one thread, but for {@link #close}. Waiting allocates nothing.
 */
public final class Poll implements AutoCloseable {

  /** {@code struct pollfd}: the descriptor in 4 bytes, events in 2, what came in 2. */
  private static final int POLLFD = 8;

  private static final short POLLIN = 1;
  private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

  private static final MethodHandle PPOLL =
      Libc.function("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

  private final Arena arena = Arena.ofShared();
  private final long count;
  private final MemorySegment descriptors;
  private final MemorySegment timeout = arena.allocate(JAVA_LONG, 2);

  /**
   * @param descriptors to wait for; the caller keeps them open
   */
  public Poll(int... descriptors) {
    count = descriptors.length;
    this.descriptors = arena.allocate(count * POLLFD, Integer.BYTES);
    for (int i = 0; i < count; i++) {
      this.descriptors.set(JAVA_INT, (long) i * POLLFD, descriptors[i]);
      this.descriptors.set(JAVA_SHORT, (long) i * POLLFD + 4, POLLIN);
    }
  }

  /**
   * Waits; may also return early, for a signal.
   *
   * @param nanos at most; below zero for ever
   */
  public void await(long nanos) {
    MemorySegment limit = nanos < 0 ? MemorySegment.NULL : timeout;
    if (nanos >= 0) {
      timeout.set(JAVA_LONG, 0, nanos / NANOS_A_SECOND);
      timeout.set(JAVA_LONG, 8, nanos % NANOS_A_SECOND);
    }
    MemorySegment errno = Libc.errno();
    int ready;
    try {
      ready =
          Libc.result(
              (int) PPOLL.invokeExact(errno, descriptors, count, limit, MemorySegment.NULL), errno);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
    if (ready != -Errno.EINTR.number()) {
      NativeException.check("ppoll", ready);
    }
  }

  /** Whether the last wait found something to read, an end or an error at the i-th descriptor. */
  public boolean isReady(int i) {
    return descriptors.get(JAVA_SHORT, (long) i * POLLFD + 6) != 0;
  }

  /** Gives the memory back, not the descriptors; no thread may be waiting. */
  @Override
  public void close() {
    arena.close();
  }
}
