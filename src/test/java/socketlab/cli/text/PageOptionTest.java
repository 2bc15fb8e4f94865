// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.cli.LabRun;
import socketlab.page.Browser;
import socketlab.pattern.LabProcess;

/** {@code --html=FILE} gives one page of this run, or says at once that it cannot. */
@Timeout(60)
class PageOptionTest {
  @TempDir private Path folder;

  /** Nobody listens at port 1, and no experiment prints its question: nothing has begun. */
  @ParameterizedTest
  @ValueSource(strings = {"run backlog-plus-one", "load http://127.0.0.1:1/"})
  void aWrongPathIsOneLineBeforeAnythingBegins(String command) {
    String[] arguments = (command + " --html=" + folder.resolve("no/page.html")).split(" ");
    LabRun run = LabRun.lab(arguments);
    assertEquals(1, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("--html: there is no folder"), run.err());
  }

  @Test
  void aLoadedServerHasItsPage() throws Exception {
    Path page = folder.resolve("load.html");
    try (LabProcess server = LabProcess.start("serve", "--pattern=single-thread", "--port=0")) {
      LabRun run =
          LabRun.lab(
              "load",
              "http://127.0.0.1:" + server.address().getPort() + "/plaintext",
              "--rate=300",
              "--duration=2s",
              "--warmup=200ms",
              "--html=" + page);
      assertEquals(0, run.exitCode(), run.err());
    }
    Browser seen = Browser.open(page, 400, true, folder);
    assertEquals(List.of(), seen.console());
    assertEquals(3, seen.ink().size(), "by percentile, latency over time, answers over time");
    assertTrue(seen.ink().stream().allMatch(ink -> ink > 50), seen.ink().toString());
    assertEquals(0, seen.width(), "nothing stands beyond a narrow window");
    assertEquals(0, seen.requests());
    assertTrue(seen.dom().contains("600 of 600 requests were answered"), seen.dom());
    assertTrue(seen.dom().contains("answers with status 200"));
  }
}
