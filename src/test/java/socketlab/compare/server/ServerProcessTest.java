// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerProcessTest {
  private static final String SAYS_THAT_IT_LISTENS = "echo listening on http://127.0.0.1:1; ";

  @Test
  void whoHasEndedIsNamedSoWithItsLastWords() throws Exception {
    try (ServerProcess server = shell("echo out of luck >&2; exit 3")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ProcessHandle.of(server.pid()).isEmpty());
      String expected = "the server has ended: out of luck";
      assertEquals(expected, assertThrows(IOException.class, () -> Usage.of(server)).getMessage());
      assertEquals(
          expected, assertThrows(IOException.class, () -> Snapshot.of(server)).getMessage());
    }
  }

  private static ServerProcess shell(String script) throws Exception {
    return ServerProcess.start(List.of("sh", "-c", SAYS_THAT_IT_LISTENS + script));
  }
}
