// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemoryLayout.PathElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Availability;

@OnLinux
class InterfaceRequestTest {

  /** As sizeof and offsetof say in C, on x86-64 and aarch64 alike. */
  @Test
  void isAnIfreq() {
    assertEquals(40, InterfaceRequest.LAYOUT.byteSize());
    assertEquals(0, InterfaceRequest.LAYOUT.byteOffset(PathElement.groupElement("name")));
    assertEquals(16, InterfaceRequest.LAYOUT.byteOffset(PathElement.groupElement("value")));
  }

  @ParameterizedTest
  @CsvSource({
    "2, ENOENT, mknod",
    "13, EACCES, chmod 666 /dev/net/tun",
    "1, EPERM, --device=/dev/net/tun",
    "19, ENODEV, modprobe tun"
  })
  void aTunThatMayNotBeOpenedSaysWhatAllowsIt(int errno, String name, String advice) {
    String cause = Tun.cause(errno);
    assertTrue(cause.startsWith("open(/dev/net/tun): " + name + "; "), cause);
    assertTrue(cause.contains(advice), cause);
  }

  @Test
  void anotherDeviceAtItsPlaceIsNotTakenForIt() {
    int standardInput = 0;
    Availability available = Tun.availability(standardInput);
    assertFalse(available.isAvailable());
    String cause = available.cause().orElseThrow();
    assertTrue(cause.contains("mknod -m 666 /dev/net/tun"), cause);
  }
}
