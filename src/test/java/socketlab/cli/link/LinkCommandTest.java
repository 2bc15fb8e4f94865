// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import socketlab.link.Link;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.PrivateNetworkExtension;
import socketlab.pattern.LabProcess;

/** The command as a user starts it: a process that becomes another. */
@PrivateNetwork
class LinkCommandTest {
  @TempDir Path folder;

  @BeforeAll
  static void aLinkCanBeHad() {
    PrivateNetworkExtension.needs(Link.availability());
  }

  @Test
  void theCommandHasStandardStreamsPeerAndExitCode() throws Exception {
    Process link = link("--", "sh", "-c", "read line; echo $line $LAB_LINK_PEER; exit 7");
    link.outputWriter().write("typed\n");
    link.outputWriter().flush();
    assertEquals("typed 10.99.0.2", link.inputReader().readLine());
    assertEquals(7, exitCode(link));
  }

  @Test
  void aSignalReachesTheCommandAndNothingIsLeft() throws Exception {
    Path report = folder.resolve("link.json");
    Process link =
        link("--delay=1ms", "--report=" + report, "--", "sh", "-c", "echo in; exec sleep 60");
    assertEquals("in", link.inputReader().readLine());
    String namespace =
        Files.readSymbolicLink(Path.of("/proc/" + link.pid() + "/ns/net")).toString();
    assertEquals(2, processesIn(namespace));
    assertEquals(0, new ProcessBuilder("kill", "-INT", "" + link.pid()).start().waitFor());
    assertEquals(128 + 2, exitCode(link));
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> processesIn(namespace) == 0);
    assertTrue(Files.readString(report).contains("\"missed\" : 0"));
  }

  @Test
  void aCommandThatIsNotThereIsSaidAsAShellSaysIt() throws Exception {
    Process link = link("--", "no-such-program");
    List<String> said = link.errorReader().lines().toList();
    assertTrue(said.getLast().contains("no-such-program"), said.toString());
    assertEquals(127, exitCode(link));
  }

  @Test
  void noDescriptorOfTheJvmIsLeftToTheCommand() throws Exception {
    Process link = link("--", "ls", "/proc/self/fd");
    // The last is that of the folder it lists.
    assertEquals(List.of("0", "1", "2", "3"), link.inputReader().lines().toList());
    assertEquals(0, exitCode(link));
  }

  private static long processesIn(String namespace) {
    return ProcessHandle.allProcesses()
        .map(p -> Path.of("/proc/" + p.pid() + "/ns/net"))
        .filter(
            file -> {
              try {
                return Files.readSymbolicLink(file).toString().equals(namespace);
              } catch (IOException e) {
                // It has ended, or is somebody else's.
                return false;
              }
            })
        .count();
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running");
    assertFalse(process.isAlive());
    return process.exitValue();
  }

  private static Process link(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(LabProcess.inForeground());
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "socketlab.cli.Lab",
            "link"));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).start();
  }
}
