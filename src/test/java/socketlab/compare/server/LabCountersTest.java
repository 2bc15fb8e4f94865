// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LabCountersTest {
  @Test
  void addsUpOverThreads() throws IOException {
    LabCounters counters =
        LabCounters.parse(
            """
            {"threads": [{"name": "a", "systemCalls": 3, "wakeUps": 1, "open": 1},
                         {"name": "b", "systemCalls": 4, "wakeUps": 1, "open": 2}]}
            """);
    assertEquals(
        new LabCounters(OptionalLong.of(7), OptionalLong.of(2), OptionalLong.of(3)), counters);
  }

  @Test
  void whatIsNotToldIsNotZero() throws IOException {
    assertEquals(
        LabCounters.NOTHING,
        LabCounters.parse("{\"threads\": [{\"name\": \"a\", \"requests\": 3}]}"));
    assertEquals(LabCounters.NOTHING, LabCounters.parse("{}"));
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForForEver() throws IOException {
    // The kernel takes the connection, and nobody reads from it.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
      assertEquals(
          LabCounters.NOTHING,
          assertTimeoutPreemptively(
              Duration.ofSeconds(20), () -> LabCounters.of(address, Duration.ofMillis(100))));
    }
  }
}
