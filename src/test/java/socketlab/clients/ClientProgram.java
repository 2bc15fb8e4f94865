// SPDX-License-Identifier: Apache-2.0
package socketlab.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A program of this machine, run to its end. */
final class ClientProgram {
  private ClientProgram() {}

  /** Runs it and gives what it printed, both streams together; its exit code has to be 0. */
  static String run(String... command) throws IOException, InterruptedException {
    require(command[0]);
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), () -> String.join(" ", command) + " printed: " + printed);
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void require(String program) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, program).canExecute());
    if (!there) {
      String reason = program + " is not installed; apt-get install it (.ci/run does)";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
  }
}
