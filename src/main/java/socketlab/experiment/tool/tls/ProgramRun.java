// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import socketlab.compare.server.Program;
import socketlab.linux.libc.Availability;

/**
 * What a client that others wrote made of it.
 *
 * @param said all that it printed, both streams together
 */
public record ProgramRun(int exitCode, String said) {
  private static final int MOST_SECONDS = 30;

  /** Whether there is such a program. */
  public static Availability availability(String name) {
    return Program.find(name).isPresent()
        ? Availability.yes()
        : Availability.no("there is no " + name + "; install it (apt-get install " + name + ")");
  }

  /**
   * Runs it to its end, with nothing on its input.
   *
   * @throws IOException when it cannot be started, or does not end
   */
  public static ProgramRun of(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " does not end");
    }
    return new ProgramRun(process.exitValue(), said);
  }
}
