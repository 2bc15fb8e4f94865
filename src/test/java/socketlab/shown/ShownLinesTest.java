// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import socketlab.linux.PrivateNetworkExtension;
import socketlab.linux.network.NetworkNamespace;

/**
 * Runs what is shown. Most of the time the lines wait for a load or a sleep to end, so that several
 * blocks run at once, each in its own network.
 *
 * <p>Maven runs this after it has built the jar: {@code ./lab} is what a user starts.
 */
@Tag("shown-lines")
@Timeout(600)
class ShownLinesTest {
  private static final int AT_ONCE = 4;

  /** Set by the build where the jar has just been made. */
  private static final String PACKAGED = "socketlab.packaged";

  private static final boolean IN_CI = "true".equals(System.getenv("CI"));

  @TempDir private static Path folder;
  private static final List<ShownBlock> BLOCKS = blocks();
  private static final Map<ShownBlock, Future<ShellRun>> RUNS = new HashMap<>();
  private static ExecutorService shells;

  private static List<ShownBlock> blocks() {
    try {
      return ShownLines.all();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void startThemAll() throws IOException, InterruptedException {
    PrivateNetworkExtension.needs(NetworkNamespace.availability());
    aJarThatIsReady();
    shells = Executors.newFixedThreadPool(AT_ONCE);
    for (ShownBlock block : BLOCKS) {
      Path own = Files.createDirectory(folder.resolve("" + RUNS.size()));
      RUNS.put(block, shells.submit(() -> ShellRun.of(block, own)));
    }
  }

  /** So that none of them builds. */
  private static void aJarThatIsReady() throws IOException, InterruptedException {
    if (System.getProperty(PACKAGED) != null) {
      // Maven leaves a jar alone that would be the same; the launcher goes by its time.
      Files.setLastModifiedTime(Path.of("target/lab.jar"), FileTime.from(Instant.now()));
    }
    Process lab =
        new ProcessBuilder("./lab", "list")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertTrue(lab.waitFor(300, TimeUnit.SECONDS));
    assertEquals(0, lab.exitValue());
  }

  @AfterAll
  static void stop() {
    if (shells != null) {
      shells.shutdownNow();
    }
  }

  @ParameterizedTest
  @FieldSource("BLOCKS")
  void everyLineRuns(ShownBlock block) throws InterruptedException, ExecutionException {
    ShellRun run = RUNS.get(block).get();
    // bash(1): 127 is a command that is not found. In CI all are there.
    assumeTrue(
        IN_CI || run.failures().stream().noneMatch(failure -> failure.startsWith("127 ")),
        () -> "a program is missing: " + run.failures());
    assertEquals(List.of(), unexpected(run.failures()), run.said());
    // What a job in the background says of itself.
    assertEquals(
        List.of(),
        run.said().lines().filter(line -> line.startsWith("lab: ")).toList(),
        run.said());
    assertEquals(List.of(), run.left(), run.said());
  }

  /** timeout(1) ends with 124 when it had to end the command: the lesson of such a line. */
  private static List<String> unexpected(List<String> failures) {
    return failures.stream().filter(failure -> !failure.startsWith("124 timeout ")).toList();
  }

  static Stream<String> parsedOnly() {
    return BLOCKS.stream().flatMap(block -> block.parsed().stream());
  }

  @Test
  void theOthersAreFew() {
    // Not to be exceeded without thought: a line that nobody runs fails some day.
    // One that stands on several pages is one.
    List<String> lines =
        parsedOnly().map(line -> line.replaceAll("\\s+#.*", "")).distinct().toList();
    assertTrue(lines.size() <= 30, lines::toString);
    int executed = BLOCKS.stream().mapToInt(ShownBlock::count).sum();
    assertTrue(executed >= 180, "only " + executed + " lines are executed");
  }
}
