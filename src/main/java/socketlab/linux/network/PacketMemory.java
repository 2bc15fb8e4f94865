// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Room for packets outside the heap: slots of one size, each with the length of the packet that is
 * in it. Confined to one thread, but for {@link #close}.
 */
public final class PacketMemory implements AutoCloseable {

  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final int size;
  private final int[] lengths;
  private final MemorySegment memory;

  /**
   * @param slots how many packets there is room for
   * @param size of each, in bytes
   */
  public PacketMemory(int slots, int size) {
    this.size = size;
    lengths = new int[slots];
    memory = arena.allocate((long) slots * size, Long.BYTES);
  }

  public int slots() {
    return lengths.length;
  }

  /** The length of a slot's packet, in bytes. */
  public int length(int slot) {
    return lengths[slot];
  }

  /** A byte of a slot's packet, 0 to 255. */
  public int byteAt(int slot, int offset) {
    return memory.get(JAVA_BYTE, at(slot, offset)) & 0xff;
  }

  /** Four bytes in network order. */
  public int intAt(int slot, int offset) {
    return memory.get(NETWORK_INT, at(slot, offset));
  }

  /** Replaces four bytes, in network order. */
  public void setInt(int slot, int offset, int value) {
    memory.set(NETWORK_INT, at(slot, offset), value);
  }

  /** Puts a packet into a slot. */
  public void set(int slot, byte[] packet) {
    MemorySegment.copy(packet, 0, memory, JAVA_BYTE, at(slot, 0), packet.length);
    setLength(slot, packet.length);
  }

  /** A copy of a slot's packet. */
  public byte[] copy(int slot) {
    return memory.asSlice(at(slot, 0), lengths[slot]).toArray(JAVA_BYTE);
  }

  void setLength(int slot, int length) {
    lengths[slot] = length;
  }

  int size() {
    return size;
  }

  /** Where a slot lies, as the kernel is told it. */
  long address(int slot) {
    return memory.address() + at(slot, 0);
  }

  private long at(int slot, int offset) {
    return (long) slot * size + offset;
  }

  @Override
  public void close() {
    arena.close();
  }
}
