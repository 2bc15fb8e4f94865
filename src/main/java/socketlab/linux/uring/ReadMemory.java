// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory that the kernel reads a file into. Closed behind the ring that knows it. */
public final class ReadMemory implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;

  /**
   * @param size in bytes
   */
  public ReadMemory(long size) {
    bytes = arena.allocate(size);
  }

  /** Of its first byte. */
  public long address() {
    return bytes.address();
  }

  /** A copy of what it holds. */
  public byte[] toArray() {
    return bytes.toArray(JAVA_BYTE);
  }

  @Override
  public void close() {
    arena.close();
  }
}
