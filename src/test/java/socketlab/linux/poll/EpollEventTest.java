// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.linux.libc.Arch;

@Timeout(60)
class EpollEventTest {

  /** As sizeof and offsetof say in C. */
  @ParameterizedTest
  @CsvSource({"X86_64, 12, 4", "AARCH64, 16, 8"})
  void isPackedOnX86Only(Arch arch, long size, long dataOffset) {
    StructLayout event = EpollEvent.layout(arch);
    assertEquals(size, event.byteSize());
    assertEquals(0, event.byteOffset(PathElement.groupElement("events")));
    assertEquals(dataOffset, event.byteOffset(PathElement.groupElement("data")));
  }
}
