// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BpfProgramTest {

  /** The bytes as a C compiler lays them out for sock_filter[3] on a little-endian machine. */
  @Test
  void steersByCpuInThreeInstructions() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = BpfProgram.steerByCpu(7, arena);
      assertEquals(3, program.get(JAVA_BYTE, 0));
      MemorySegment code = program.get(ADDRESS, 8).reinterpret(24);
      assertEquals(
          "2000"
              + "00"
              + "00"
              + "24f0ffff" // ld  [SKF_AD_OFF + SKF_AD_CPU]
              + "9400"
              + "00"
              + "00"
              + "07000000" // mod #7
              + "1600"
              + "00"
              + "00"
              + "00000000", // ret a
          HexFormat.of().formatHex(code.toArray(JAVA_BYTE)));
    }
  }

  @Test
  void dropsAllInOne() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = BpfProgram.dropAll(arena);
      assertEquals(1, program.get(JAVA_BYTE, 0));
      assertEquals(
          "0600" + "00" + "00" + "00000000", // ret #0
          HexFormat.of().formatHex(program.get(ADDRESS, 8).reinterpret(8).toArray(JAVA_BYTE)));
    }
  }

  @Test
  void structsAreAsInTheKernelsHeader() {
    assertEquals(8, BpfProgram.INSTRUCTION.byteSize());
    assertEquals(4, BpfProgram.INSTRUCTION.byteOffset(PathElement.groupElement("k")));
    assertEquals(16, BpfProgram.PROGRAM.byteSize());
    assertEquals(8, BpfProgram.PROGRAM.byteOffset(PathElement.groupElement("filter")));
  }

  @Test
  void aGroupOfNoneIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(IllegalArgumentException.class, () -> BpfProgram.steerByCpu(0, arena));
    }
  }
}
