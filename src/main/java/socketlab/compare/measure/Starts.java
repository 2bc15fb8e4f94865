// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.ServerSnapshot;

/**
 * How long a user waits for a server or a command, and what a server keeps that has nothing to do.
 * Servers are pinned as in rounds; a command has all CPUs.
 */
public final class Starts {
  /** Of rest, after which memory is looked at: the JVM trims malloc every ten seconds. */
  private static final Duration REST = Duration.ofSeconds(15);

  private static final Duration TO_END = Duration.ofSeconds(30);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_MEGABYTE = 1e6;

  private Starts() {}

  /**
   * Starts a server as a user does, asks it once, and stops it.
   *
   * @return milliseconds from the start of its process to the end of its first answer
   * @throws IOException in one line
   */
  public static double firstAnswerMillis(Candidate candidate, Setting setting)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (ServerProcess server = candidate.launch(setting);
        Socket _ = FirstAnswer.from(server.address())) {
      return (System.nanoTime() - begun) / NANOS_PER_MILLI;
    }
  }

  /**
   * Runs a command to its end; what it prints is thrown away.
   *
   * @return milliseconds that it took
   * @throws IOException in one line, when it fails or does not end
   */
  public static double commandMillis(List<String> command)
      throws IOException, InterruptedException {
    List<String> everywhere = new ArrayList<>(Pinning.everywhere());
    everywhere.addAll(command);
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(everywhere)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("it did not end: " + String.join(" ", command));
    }
    double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
    if (process.exitValue() != 0) {
      throw new IOException("it failed: " + String.join(" ", command));
    }
    return millis;
  }

  /**
   * Starts a server as a user does, asks it once, and leaves it alone for a while.
   *
   * @return megabytes that it has in RAM then
   * @throws IOException in one line
   */
  public static double megabytesAtRest(Candidate candidate, Setting setting)
      throws IOException, InterruptedException {
    try (ServerProcess server = candidate.launch(setting);
        Socket _ = FirstAnswer.from(server.address())) {
      Thread.sleep(REST);
      return ServerSnapshot.residentBytes(server) / BYTES_PER_MEGABYTE;
    }
  }
}
