// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;

/**
 * No descriptors left (EMFILE of accept(2)): who is connected is served, who is not waits, and
 * nobody spins on a listener that stays readable.
 */
@EveryPattern
@EnabledOnOs(OS.LINUX)
class EmfileTest {
  /** More than the JVM opens for itself, which is one a jar of the tests' class path. */
  private static final int FILES = 300;

  private static final Duration OBSERVED = Duration.ofMillis(500);

  @Parameter Variant variant;

  private List<String> serve() {
    List<String> command = new ArrayList<>(List.of("serve", "--port=0"));
    command.add("--pattern=" + variant.pattern().id());
    command.add("--transport=" + variant.transport().id());
    if (variant.pattern().options().contains(PatternOption.THREADS)) {
      command.add("--threads=2");
    }
    return command;
  }

  @Test
  void itWaitsAndRecovers() throws IOException {
    try (LabProcess lab = LabProcess.startWithFiles(FILES, serve().toArray(String[]::new))) {
      InetSocketAddress address = lab.address();
      try (TestClient connected = TestClient.to(address)) {
        assertEquals(200, connected.ask("/stats").status());
        List<TestClient> many = new ArrayList<>();
        for (int i = 0; i < 2 * FILES; i++) {
          many.add(TestClient.to(address));
        }
        eventually().until(() -> told(lab) > 0);
        assertIdle(lab);
        assertEquals(200, connected.ask("/plaintext").status());
        assertTrue(told(lab) <= 2, "told once an acceptor, not: " + lab.err());
        many.forEach(TestClient::close);
        assertEquals(200, asNewcomer(address));
      }
    }
  }

  /** There is a time in which nobody spins; what the JVM compiles meanwhile comes to an end. */
  private static void assertIdle(LabProcess lab) {
    long[] time = {System.nanoTime()};
    long[] awake = {lab.awakeNanos()};
    Awaitility.await("it spins")
        .pollDelay(OBSERVED)
        .pollInterval(OBSERVED)
        .atMost(SOON)
        .until(
            () -> {
              double passed = -time[0] + (time[0] = System.nanoTime());
              double used = -awake[0] + (awake[0] = lab.awakeNanos());
              return used / passed < 0.5;
            });
  }

  private static int asNewcomer(InetSocketAddress address) throws IOException {
    try (TestClient client = TestClient.to(address)) {
      return client.ask("/plaintext").status();
    }
  }

  private static long told(LabProcess lab) {
    return lab.err().stream().filter(line -> line.contains("cannot accept")).count();
  }
}
