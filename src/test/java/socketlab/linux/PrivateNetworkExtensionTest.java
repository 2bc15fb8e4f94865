// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.libc.Availability;

@Timeout(60)
class PrivateNetworkExtensionTest {

  @Test
  void aSkipSaysWhyAndWhatToDo() {
    assertEquals(Availability.yes(), PrivateNetworkExtension.availability("yes"));
    assertTrue(cause("no").startsWith("the kernel gave no network namespace; run as root, or"));
    assertTrue(cause(null).startsWith("needs a private network; run it by mvn test"));
  }

  private static String cause(String property) {
    return PrivateNetworkExtension.availability(property).cause().orElseThrow();
  }
}
