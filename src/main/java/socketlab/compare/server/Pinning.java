// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import socketlab.linux.process.Affinity;

/**
 * Server and load apart, each on CPUs of its own, by taskset(1): the first CPUs to the server, the
 * others to what loads it. Where there is one CPU, or no taskset, nothing is pinned.
 */
public final class Pinning {
  /** As the process was started; a class is initialised once, and so before anything is pinned. */
  private static final List<Integer> CPUS =
      Affinity.availability().isAvailable() ? Affinity.allowed() : List.of();

  private Pinning() {}

  /** Whether the server can have this many CPUs and the load still has one. */
  public static boolean isPossible(int serverCpus) {
    return serverCpus >= 1 && CPUS.size() > serverCpus && hasTaskset();
  }

  /** In one line, for run.json. */
  public static String describe(int serverCpus) {
    if (isPossible(serverCpus)) {
      return "server on CPU "
          + text(CPUS.subList(0, serverCpus))
          + ", load on CPU "
          + text(CPUS.subList(serverCpus, CPUS.size()));
    }
    return "none: "
        + (CPUS.size() > serverCpus
            ? "taskset is not installed"
            : CPUS.size() + " CPU for the server and the load");
  }

  /** What stands before a command so that it runs on the server's CPUs. */
  public static List<String> prefix(int serverCpus) {
    return isPossible(serverCpus)
        ? List.of("taskset", "-c", text(CPUS.subList(0, serverCpus)))
        : List.of();
  }

  /** What stands before a command so that it has all CPUs, though this JVM has left some. */
  public static List<String> everywhere() {
    return !CPUS.isEmpty() && hasTaskset() ? List.of("taskset", "-c", text(CPUS)) : List.of();
  }

  /** What stands before a command so that it runs on the other CPUs. */
  public static List<String> loadPrefix(int serverCpus) {
    return isPossible(serverCpus)
        ? List.of("taskset", "-c", text(CPUS.subList(serverCpus, CPUS.size())))
        : List.of();
  }

  /** How many CPUs there are for the load; 1 where both sides share them. */
  public static int loadCpus(int serverCpus) {
    return isPossible(serverCpus) ? CPUS.size() - serverCpus : 1;
  }

  /** Moves every thread of this JVM, the compiler's too, off the server's CPUs. */
  public static void leave(int serverCpus) throws IOException, InterruptedException {
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
    return Program.find("taskset").isPresent();
  }

  private static String text(List<Integer> cpus) {
    return cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
