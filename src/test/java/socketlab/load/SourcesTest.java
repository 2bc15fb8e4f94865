// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One address after another, and none of them left out. */
@Timeout(60)
class SourcesTest {
  private final Sources sources = new Sources(address("127.0.0.1"));

  @Test
  void connectsThatFoundNoPortAtTheSameAddressLeaveItOnce() {
    assertNull(sources.current());
    for (int i = 0; i < 64; i++) {
      assertTrue(sources.leave(null));
    }
    assertEquals(address("127.0.0.2"), sources.current());
    assertEquals(2, sources.used());
  }

  @Test
  void theLastOneIsKept() {
    for (int i = 2; i <= 254; i++) {
      assertTrue(sources.leave(sources.current()));
    }
    assertEquals(address("127.0.0.254"), sources.current());
    assertFalse(sources.leave(sources.current()));
    assertEquals(254, sources.used());
  }

  @Test
  void onlyTheLoopbackInterfaceHasMore() {
    assertFalse(new Sources(address("192.0.2.1")).leave(null));
    assertFalse(new Sources(address("::1")).leave(null));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
