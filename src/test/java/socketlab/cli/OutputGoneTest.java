// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk, and a pipe that nobody reads, behind the output of a command: 1, and no trace. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OutputGoneTest {
  private static final File FULL = new File("/dev/full");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list --json",
        "explain backlog",
        "doctor",
        "serve --pattern=sharded --port=0",
        "compare --help",
        "--version"
      })
  void aFullDiskIsOneLine(String command) throws Exception {
    File err = folder.resolve("err").toFile();
    Process lab = lab(command).redirectOutput(FULL).redirectError(err).start();
    assertEquals(1, exitCode(lab));
    List<String> lines = Files.readAllLines(err.toPath());
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(
        lines.getFirst().startsWith("lab: the output cannot be written: "), lines.getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "explain backlog", "doctor", "serve --help"})
  void aClosedPipeIsQuiet(String command) throws Exception {
    // The reader ends at once, long before a JVM has its first byte.
    List<String> line =
        new ArrayList<>(List.of("bash", "-c", "set -o pipefail; \"$@\" 2>err | :", "bash"));
    line.addAll(lab(command).command());
    Process shell = new ProcessBuilder(line).directory(folder.toFile()).start();
    assertEquals(1, exitCode(shell));
    assertEquals("", Files.readString(folder.resolve("err")));
  }

  private static ProcessBuilder lab(String command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "socketlab.cli.Lab"));
    line.addAll(List.of(command.split(" ")));
    return new ProcessBuilder(line);
  }

  private static int exitCode(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }
}
