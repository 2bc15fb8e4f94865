// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;

@OnLinux
class LimitsTest {

  @Test
  void isWhatTheJvmSees() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    assertEquals(system.getMaxFileDescriptorCount(), Limits.openFiles().soft());
  }

  @Test
  void readsNumbersAndUnlimited() {
    List<String> lines =
        List.of(
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max open files            1024                 unlimited            files     ",
            "Max open files locks      1                    1                    locks     ");
    assertEquals(new Limits(1024, Limits.UNLIMITED), Limits.parse(lines, "Max open files"));
  }
}
