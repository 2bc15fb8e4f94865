// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import socketlab.linux.libc.Sysctl;

/** The limit that decides is the smallest of those that the kernel tells. */
@Timeout(10)
@EnabledOnOs(OS.LINUX)
class ThreadRoomTest {
  @Test
  void itIsBelowEveryLimitOfTheMachine() {
    ThreadRoom room = ThreadRoom.here().orElseThrow();
    assertTrue(room.most() > 0, room::toString);
    assertTrue(room.most() < Sysctl.readLong("kernel.pid_max"), room::toString);
    assertTrue(room.most() < Sysctl.readLong("kernel.threads-max"), room::toString);
    assertTrue(room.most() < Sysctl.readLong("vm.max_map_count") / 2, room::toString);
  }

  @Test
  void itNamesTheLimitAndWhatRaisesIt() {
    ThreadRoom room = ThreadRoom.here().orElseThrow();
    assertTrue(room.reason().contains(" is "), room::toString);
    assertFalse(room.remedy().isBlank(), room::toString);
  }
}
