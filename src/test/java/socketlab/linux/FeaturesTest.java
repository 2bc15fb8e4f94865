// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import socketlab.linux.Features.Feature;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Sysctl;

@OnLinux
class FeaturesTest {

  private final Map<String, Availability> found =
      Features.probe().stream().collect(Collectors.toMap(Feature::name, Feature::availability));

  @Test
  void whatEveryLinuxHasIsThere() {
    for (String name : Set.of("native calls", "channel descriptor", "TCP_INFO", "CPU affinity")) {
      assertEquals(Availability.yes(), found.get(name), name);
    }
  }

  @Test
  void fastOpenDependsOnTheServersBitOfTheSysctl() {
    boolean serverBit = (Sysctl.readLong("net.ipv4.tcp_fastopen") & 2) != 0;
    assertEquals(serverBit, found.get("TCP_FASTOPEN").isAvailable());
    if (!serverBit) {
      assertTrue(
          found.get("TCP_FASTOPEN").toString().contains("sysctl -w net.ipv4.tcp_fastopen=3"));
    }
  }
}
