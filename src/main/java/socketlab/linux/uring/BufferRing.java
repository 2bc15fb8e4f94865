// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import socketlab.linux.libc.NativeException;

/**
 * Buffers that the kernel takes one of when bytes have come, and not before: io_uring's provided
 * buffer ring, io_uring_register_buf_ring(3). So a connection that waits holds none.
 *
 * <p>Confined to the ring's thread.
 */
public final class BufferRing implements AutoCloseable {
  private static final int REGISTER_PBUF_RING = 22;
  private static final int ENTRY_BYTES = 16;

  /** The ring's end stands where the first entry has nothing of use. */
  private static final long TAIL = 14;

  private static final long PAGE = 4096;

  /**
   * Between one buffer and the next, two cache lines: short messages fill the first lines only, and
   * at a distance of a power of two those would all fall into the same set of the cache.
   */
  private static final long STAGGER = 128;

  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment entries;
  private final MemorySegment buffers;
  private final int size;
  private final long stride;
  private final int mask;
  private short tail;

  /**
   * @param count of buffers, a power of two, at most 32768
   * @param size of each, in bytes
   * @param group by which submissions name it
   */
  public BufferRing(IoUring ring, int count, int size, int group) {
    this.size = size;
    stride = size + STAGGER;
    mask = count - 1;
    entries = arena.allocate((long) count * ENTRY_BYTES, PAGE);
    buffers = arena.allocate(count * stride, PAGE);
    MemorySegment registration = arena.allocate(40, 8);
    registration.set(JAVA_LONG, 0, entries.address());
    registration.set(JAVA_INT, 8, count);
    registration.set(JAVA_SHORT, 12, (short) group);
    try {
      NativeException.check(
          "io_uring_register(PBUF_RING)", ring.register(REGISTER_PBUF_RING, registration, 1));
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
    for (int i = 0; i < count; i++) {
      giveBack(i);
    }
    publish();
  }

  /**
   * Copies bytes out of a buffer.
   *
   * @param number of the buffer, by {@link IoUring#buffer}
   */
  public void copy(int number, byte[] into, int count) {
    MemorySegment.copy(
        buffers, java.lang.foreign.ValueLayout.JAVA_BYTE, number * stride, into, 0, count);
  }

  /** Lets the kernel have a buffer again, from the next {@link #publish} on. */
  public void giveBack(int number) {
    long at = (long) (tail & mask) * ENTRY_BYTES;
    entries.set(JAVA_LONG, at, buffers.address() + number * stride);
    entries.set(JAVA_INT, at + 8, size);
    entries.set(JAVA_SHORT, at + 12, (short) number);
    tail++;
  }

  /** Shows the kernel what was given back. */
  public void publish() {
    SHORT.setRelease(entries, TAIL, tail);
  }

  /** The memory's end; the ring that knows it is closed by then. */
  @Override
  public void close() {
    arena.close();
  }
}
