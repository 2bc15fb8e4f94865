// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.peer.Candidates;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;

/** A start is timed from its process to its answer, and a command to its end. */
@Timeout(120)
class StartsTest {
  @Test
  void aServerIsTimedAndStopped() throws Exception {
    Candidate candidate = Candidates.byName("jdk");
    long begun = System.nanoTime();
    double millis = Starts.firstAnswerMillis(candidate, Setting.of(1));
    double all = (System.nanoTime() - begun) / 1e6;
    assertTrue(millis > 0 && millis <= all, millis + " of " + all);
    assertEquals(
        0,
        ProcessHandle.current()
            .descendants()
            .filter(one -> one.info().commandLine().orElse("").contains("JdkPeer"))
            .count());
  }

  @Test
  void aCommandIsTimedToItsEnd() throws Exception {
    assertTrue(Starts.commandMillis(List.of("sleep", "0.2")) >= 200);
  }

  @Test
  void aCommandThatFailsHasNoTime() {
    IOException failed =
        assertThrows(IOException.class, () -> Starts.commandMillis(List.of("false")));
    assertEquals("it failed: false", failed.getMessage());
  }
}
