// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.pattern.LabProcess;

/**
 * Ctrl-C in the middle of a campaign: one line, nothing left running, and the signal's own code.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class EarlyEndTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void whatWasStartedEndsAndOneLineSaysSo(String signal, int code) throws Exception {
    List<ProcessHandle> started = new ArrayList<>();
    try (LabProcess lab =
        LabProcess.startInForeground(
            "compare", "--quick", "--patterns=single-thread", "--rounds=9", "--round=5s")) {
      await()
          .atMost(SOON)
          .until(
              () -> {
                started.addAll(lab.started());
                return lab.isEnded() || isServing(started);
              });
      lab.signal(signal);
      assertEquals(code, lab.exitCode(), lab.err().toString());
      assertEquals("lab: stopped before the end; there is no result", lab.err().getLast());
      assertFalse(
          lab.err().stream().anyMatch(line -> line.contains("bug") || line.startsWith("\tat ")),
          lab.err().toString());
      await().atMost(SOON).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** By the kernel's list of arguments: the JDK's ends at a page, and a class path is longer. */
  private static boolean isServing(List<ProcessHandle> started) {
    return started.stream()
        .anyMatch(
            one -> {
              try {
                return Files.readString(Path.of("/proc/" + one.pid() + "/cmdline"))
                    .contains("\0serve\0");
              } catch (IOException e) {
                return false;
              }
            });
  }
}
