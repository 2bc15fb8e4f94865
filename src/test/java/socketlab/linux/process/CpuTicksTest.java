// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.OnLinux;

@OnLinux
@Timeout(60)
class CpuTicksTest {
  @Test
  void stolenIsTheEighthOfTheFieldsAndGuestsAreNotCountedTwice() {
    CpuTicks before = CpuTicks.of("cpu  1 2 3 4 5 6 7 8 90 90").orElseThrow();
    assertEquals(new CpuTicks(36, 8), before);
    CpuTicks after = CpuTicks.of("cpu  1 2 3 79 5 6 7 33 90 90").orElseThrow();
    assertEquals(0.25, after.stolenSince(before));
    assertEquals(0, before.stolenSince(before));
  }

  @Test
  void aKernelThatDoesNotTellIsNoError() {
    assertEquals(Optional.empty(), CpuTicks.of("cpu  1 2 3 4 5"));
  }

  @Test
  void thisMachineTells() {
    CpuTicks now = CpuTicks.now().orElseThrow();
    assertTrue(now.all() > 0 && now.stolen() >= 0 && now.stolen() < now.all(), now.toString());
  }
}
