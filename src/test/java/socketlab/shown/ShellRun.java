// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import socketlab.linux.network.NetworkNamespace;

/**
 * One shell that is given lines as by a person who pastes them: bash reads them from a pipe, one
 * after the other, so that a command which reads its input, such as another shell, gets the rest.
 * It has a network namespace of its own, in which every port is free, and starts in this folder.
 *
 * @param failures a line for each command that failed: its exit code, a blank, the command
 * @param said by all of them, on both streams
 * @param left what still ran long after the shell had ended, as command lines
 */
record ShellRun(List<String> failures, String said, List<String> left) {
  /** A machine that has other things to do is given its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Duration END = Duration.ofSeconds(20);

  /** Marks every process that comes of a shell. */
  private static final String VARIABLE = "SOCKETLAB_SHOWN_LINES";

  /**
   * @param folder empty, for its notes
   */
  static ShellRun of(ShownBlock block, Path folder) throws IOException, InterruptedException {
    Path failures = Files.createFile(folder.resolve("failures"));
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(
            NetworkNamespace.here()
                .create(List.of("sh", "-c", "ip link set lo up && exec bash --norc")));
    builder.environment().put(VARIABLE, folder.toString());
    builder.environment().put("FAILURES", failures.toString());
    // Where a learner is, is not for a test to change.
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    // nstat(8) remembers in a file what it said last, by default one for all.
    builder.environment().put("NSTAT_HISTORY", folder.resolve("nstat").toString());
    Process shell = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try (OutputStream in = shell.getOutputStream()) {
      in.write(script(block, folder).getBytes(UTF_8));
    }
    boolean ended = shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    List<String> left = ended ? left(folder) : List.of("the shell itself");
    processes(folder).forEach(ProcessHandle::destroyForcibly);
    return new ShellRun(Files.readAllLines(failures), Files.readString(said), left);
  }

  /** Notes what fails; bash(1), trap. A background job is somebody else's business. */
  private static String script(ShownBlock block, Path folder) {
    StringBuilder script =
        new StringBuilder("trap 'echo \"$? $BASH_COMMAND\" >>\"$FAILURES\"' ERR\n");
    if (!block.server().isEmpty()) {
      // Another terminal: a server that Ctrl-C reaches, though a shell has put it in the
      // background.
      script.append(
          "env --default-signal=INT bash -c '"
              + block.server().replaceFirst(" *#.*", "")
              + "' >"
              + folder.resolve("terminal")
              + " & terminal=$!\n");
      script.append(
          "until grep -q '^listening on' "
              + folder.resolve("terminal")
              + " || ! kill -0 $terminal; do sleep 0.1; done\n");
    }
    // Several run at once, where a user pastes one after another: each has its own file to wait
    // for.
    String ready = folder.resolve("ready").toString();
    block
        .executed()
        .forEach(line -> script.append(line.replace("target/ready", ready)).append('\n'));
    if (!block.server().isEmpty()) {
      script.append("kill -INT $terminal; wait $terminal\n");
    }
    return script.toString();
  }

  /** Those that do not end by themselves soon after. */
  private static List<String> left(Path folder) {
    try {
      Awaitility.await().atMost(END).until(() -> processes(folder).isEmpty());
      return List.of();
    } catch (ConditionTimeoutException e) {
      return processes(folder).stream()
          .map(one -> one.info().commandLine().orElse("" + one.pid()))
          .toList();
    }
  }

  private static List<ProcessHandle> processes(Path folder) {
    return ProcessHandle.allProcesses().filter(one -> isOf(one, folder)).toList();
  }

  private static boolean isOf(ProcessHandle process, Path folder) {
    try {
      String environment =
          Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1);
      return Stream.of(environment.split("\0")).anyMatch((VARIABLE + "=" + folder)::equals);
    } catch (IOException e) {
      // It is gone, or somebody else's.
      return false;
    }
  }
}
