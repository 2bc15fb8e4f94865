// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import socketlab.linux.Affinity;

/**
 * Server and load apart, each on CPUs of its own, by taskset(1): the first CPUs to the server, the
 * others to the JVM that loads it. Where there is one CPU, or no taskset, nothing is pinned.
 */
final class Pinning {
  /** As the process was started; a class is initialised once, and so before anything is pinned. */
  private static final List<Integer> CPUS =
      Affinity.availability().isAvailable() ? Affinity.allowed() : List.of();

  private Pinning() {}

  /** Whether the server can have this many CPUs and the load still has one. */
  static boolean isPossible(int serverCpus) {
    return serverCpus >= 1 && CPUS.size() > serverCpus && hasTaskset();
  }

  /** In one line, for run.json. */
  static String describe(int serverCpus) {
    if (isPossible(serverCpus)) {
      return "server on CPU "
          + text(CPUS.subList(0, serverCpus))
          + ", the JVM that loads it on "
          + text(CPUS.subList(serverCpus, CPUS.size()));
    }
    return "none: "
        + (CPUS.size() > serverCpus ? "there is no taskset" : CPUS.size() + " CPU for both sides");
  }

  /** What stands before a command so that it runs on the server's CPUs. */
  static List<String> prefix(int serverCpus) {
    return isPossible(serverCpus)
        ? List.of("taskset", "-c", text(CPUS.subList(0, serverCpus)))
        : List.of();
  }

  /** Moves every thread of this JVM, the compiler's too, off the server's CPUs. */
  static void leave(int serverCpus) throws IOException, InterruptedException {
    if (!isPossible(serverCpus)) {
      return;
    }
    List<String> command =
        List.of(
            "taskset",
            "-a",
            "-c",
            "-p",
            text(CPUS.subList(serverCpus, CPUS.size())),
            String.valueOf(ProcessHandle.current().pid()));
    Process taskset =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  private static boolean hasTaskset() {
    List<String> path =
        new ArrayList<>(
            List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
    return path.stream().anyMatch(folder -> new File(folder, "taskset").canExecute());
  }

  private static String text(List<Integer> cpus) {
    return cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
