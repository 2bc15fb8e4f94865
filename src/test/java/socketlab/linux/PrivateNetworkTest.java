// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.network.Loopback;

/** Is the private network private, and does it work? */
@PrivateNetwork
class PrivateNetworkTest {

  @Test
  void itsOnlyInterfaceThatIsUpIsLoopback() throws SocketException {
    List<String> up =
        NetworkInterface.networkInterfaces()
            .filter(
                i -> {
                  try {
                    return i.isUp();
                  } catch (SocketException e) {
                    throw new AssertionError(e);
                  }
                })
            .map(NetworkInterface::getName)
            .toList();
    assertEquals(List.of("lo"), up);
    assertTrue(Loopback.isUp());
  }

  @Test
  void aSysctlChangesAndComesBack() {
    long before = Sysctl.readLong("net.core.somaxconn");
    try (var _ = TemporarySysctl.set("net.core.somaxconn", before + 1)) {
      assertEquals(before + 1, Sysctl.readLong("net.core.somaxconn"));
    }
    assertEquals(before, Sysctl.readLong("net.core.somaxconn"));
  }

  @Test
  void aSysctlOfTheHostIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> TemporarySysctl.set("kernel.threads-max", 1));
  }
}
