// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lab serve} as a process: how it begins, how it ends, and what it says of it. */
@Timeout(60)
class CommandLineTest {
  @Test
  void aPortInUseIsOneLineAndOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LabProcess lab =
            LabProcess.start("serve", "--pattern=sharded", "--port=" + taken.getLocalPort())) {
      assertEquals(1, lab.exitCode());
      assertOneLine(lab, "another --port");
    }
  }

  @Test
  void aBacklogBelowOneIsOneLineAndTwo() throws Exception {
    assertUsage("at least 1", "serve", "--pattern=sharded", "--port=0", "--backlog=0");
  }

  @Test
  void anUnknownPatternIsOneLineWithTheNearMissAndTwo() throws Exception {
    assertUsage("sharded", "serve", "--pattern=shraded", "--port=0");
  }

  private static void assertUsage(String part, String... arguments) throws Exception {
    try (LabProcess lab = LabProcess.start(arguments)) {
      assertEquals(2, lab.exitCode());
      assertOneLine(lab, part);
    }
  }

  private static void assertOneLine(LabProcess lab, String part) {
    assertEquals(1, lab.err().size(), lab.err().toString());
    assertTrue(lab.err().getFirst().startsWith("lab: "), lab.err().getFirst());
    assertTrue(lab.err().getFirst().contains(part), lab.err().getFirst());
    assertEquals(0, lab.out().size(), lab.out().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"single-thread", "message-balancing", "virtual-threads"})
  void aSignalEndsItWhenWhatIsInFlightIsAnswered(String pattern) throws Exception {
    try (LabProcess lab = LabProcess.start("serve", "--pattern=" + pattern, "--port=0");
        TestClient client = TestClient.to(lab.address())) {
      assertTrue(lab.out().contains(pattern), lab.out().toString());
      beginToWork(client, 700);
      lab.terminate();
      assertEquals("done\n", client.read().body());
      assertEquals(0, lab.exitCode());
      assertTrue(lab.out().getLast().contains("everything in flight was finished"));
      assertEquals(0, lab.err().size(), lab.err().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single-thread", "message-balancing", "virtual-threads"})
  void behindTheGraceItIsForcedAndSaysSo(String pattern) throws Exception {
    try (LabProcess lab =
            LabProcess.start("serve", "--pattern=" + pattern, "--port=0", "--grace=200ms");
        TestClient client = TestClient.to(lab.address())) {
      beginToWork(client, 60_000);
      lab.terminate();
      assertEquals(0, lab.exitCode());
      assertTrue(lab.out().getLast().endsWith("cut off: 1"), lab.out().getLast());
    }
  }

  /** Begins a request that takes so long. What has arrived counts, read or not. */
  private static void beginToWork(TestClient client, int millis) throws IOException {
    client.ask("/plaintext");
    client.send(get("/work?sleep=" + millis));
  }
}
