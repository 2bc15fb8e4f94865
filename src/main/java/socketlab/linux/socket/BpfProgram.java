// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Programs for the kernel's classic packet filter, as {@code linux/filter.h} lays them out: the
 * same on every 64-bit architecture.
 *
 * <p>Documentation/networking/filter.rst.
 */
final class BpfProgram {

  /** One instruction: struct sock_filter. */
  static final StructLayout INSTRUCTION =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("code"),
          JAVA_BYTE.withName("jt"),
          JAVA_BYTE.withName("jf"),
          JAVA_INT.withName("k"));

  /** A program: struct sock_fprog. */
  static final StructLayout PROGRAM =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("len"), MemoryLayout.paddingLayout(6), ADDRESS.withName("filter"));

  /** A = the word at k: BPF_LD | BPF_W | BPF_ABS. */
  private static final short LOAD = 0x20;

  /** A = A % k: BPF_ALU | BPF_MOD | BPF_K. */
  private static final short MODULO = 0x94;

  /** Returns A: BPF_RET | BPF_A. */
  private static final short RETURN = 0x16;

  /** Returns k, a constant: BPF_RET | BPF_K. */
  private static final short RETURN_CONSTANT = 0x06;

  /** Not a packet's byte but the number of the CPU that handles it: SKF_AD_OFF + SKF_AD_CPU. */
  private static final int CPU = -0x1000 + 36;

  private BpfProgram() {}

  /**
   * {@code A = cpu; A %= shards; return A}.
   *
   * @param shards 1 or more
   * @return a {@link #PROGRAM} that lives as long as {@code arena}
   */
  static MemorySegment steerByCpu(int shards, Arena arena) {
    if (shards < 1) {
      throw new IllegalArgumentException("a group has 1 shard or more, not " + shards);
    }
    MemorySegment code = arena.allocate(MemoryLayout.sequenceLayout(3, INSTRUCTION));
    put(code, 0, LOAD, CPU);
    put(code, 1, MODULO, shards);
    put(code, 2, RETURN, 0);
    return program(3, code, arena);
  }

  /** {@code return 0}: of each packet keep no byte, so drop it. */
  static MemorySegment dropAll(Arena arena) {
    MemorySegment code = arena.allocate(INSTRUCTION);
    put(code, 0, RETURN_CONSTANT, 0);
    return program(1, code, arena);
  }

  private static MemorySegment program(int length, MemorySegment code, Arena arena) {
    MemorySegment program = arena.allocate(PROGRAM);
    program.set(JAVA_SHORT, 0, (short) length);
    program.set(ADDRESS, 8, code);
    return program;
  }

  /** No jump in these programs, so jt and jf stay 0. */
  private static void put(MemorySegment program, int index, short code, int k) {
    long at = index * INSTRUCTION.byteSize();
    program.set(JAVA_SHORT, at, code);
    program.set(JAVA_INT, at + 4, k);
  }
}
