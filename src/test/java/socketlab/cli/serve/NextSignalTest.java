// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.pattern.LabProcess;

/** Who asks twice does not want to wait for the grace. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class NextSignalTest {
  @ParameterizedTest
  @CsvSource({"INT, INT", "TERM, TERM", "TERM, INT"})
  void theSecondEndsTheGraceAtOnce(String first, String second) throws Exception {
    try (LabProcess lab =
            LabProcess.startInForeground(
                "serve", "--pattern=thread-per-connection", "--port=0", "--grace=9m");
        Socket client = new Socket(lab.address().getAddress(), lab.address().getPort())) {
      ask(client, "/plaintext");
      byte[] answer = new byte[12];
      assertEquals(answer.length, client.getInputStream().readNBytes(answer, 0, answer.length));
      // What has arrived counts, read or not.
      ask(client, "/work?sleep=60000");
      lab.signal(first);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> lab.out().getLast().startsWith("stopping: "));
      // Between the line and the handler of the next signal there is a moment.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                if (!lab.isEnded()) {
                  lab.signal(second);
                }
                return lab.isEnded();
              });
      assertEquals(0, lab.exitCode());
      assertTrue(
          lab.out().getLast().contains("a second signal ended the grace"), lab.out().toString());
    }
  }

  private static void ask(Socket client, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }
}
