// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;

/**
 * What brings the interface up is run by every test in a private network, and shown red there when
 * it does not.
 */
@OnLinux
class LoopbackTest {

  @Test
  void saysWhatTheJdkSays() throws SocketException {
    assertEquals(NetworkInterface.getByName("lo").isUp(), Loopback.isUp());
  }
}
