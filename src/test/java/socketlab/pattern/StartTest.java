// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A server starts whole or not at all. */
@EveryPattern
class StartTest {
  @Parameter Variant variant;

  @Test
  void aTakenPortFailsTheStartAndLeavesNothing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFails((InetSocketAddress) taken.getLocalSocketAddress());
    }
  }

  /** Also where listeners share a port: a second server would get half of the connections. */
  @Test
  void asDoesThePortOfAServerOfTheSamePattern() throws IOException {
    try (TestServer first = TestServer.of(variant).start()) {
      assertFails(first.address());
      assertEquals(200, first.connect().ask("/plaintext").status());
    }
  }

  private void assertFails(InetSocketAddress address) {
    OpenResources before = OpenResources.now();
    ServerConfig config = TestServer.of(variant).at(address).config();
    BindException e = assertThrows(BindException.class, () -> Server.start(config));
    assertTrue(e.getMessage().contains(":" + address.getPort()), e.getMessage());
    assertEquals(before, OpenResources.now(), "left open");
  }
}
