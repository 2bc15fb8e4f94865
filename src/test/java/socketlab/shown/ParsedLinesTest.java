// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.cli.ShownHelp;

/** Lines that no test runs are lines that the lab understands; and how all are found. */
@Timeout(60)
class ParsedLinesTest {
  static Stream<String> lines() throws IOException {
    return ShownLines.all().stream().flatMap(block -> block.parsed().stream());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void itsOptionsAreThere(String line) throws Exception {
    List<String> words = words(line);
    switch (words.getFirst()) {
      case "./lab" -> ShownHelp.parse(words.subList(1, words.size()).toArray(String[]::new));
      // The build's own, with the test classes that it names.
      case "mvn" -> assertTrue(words.contains("verify") || words.contains("package"), line);
      // A recipe for another program, with a command of the lab behind the image's name.
      case "podman" -> {
        int image = words.indexOf("socketlab");
        assertTrue(List.of("build", "run").contains(words.get(1)) && image > 0, line);
        if (words.get(1).equals("run")) {
          ShownHelp.parse(words.subList(image + 1, words.size()).toArray(String[]::new));
        }
      }
      default -> throw new AssertionError("nobody knows whether this is right: " + line);
    }
  }

  /** As bash splits and unquotes them. */
  private static List<String> words(String line) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "-c", "say() { printf '%s\\n' \"$@\"; }\nsay " + line).start();
    List<String> words = new String(bash.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertTrue(bash.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, bash.exitValue(), line);
    return words;
  }

  @Test
  void aMisspeltOptionIsFoundOut() {
    assertThrows(Exception.class, () -> ShownHelp.parse("compare", "--patern=sharded"));
  }

  @Test
  void aMarkedLineIsNotRunAndTheOthersAre() {
    ShownBlock block =
        ShownPage.blocks(
                "page",
                """
                <!-- only parsed, it takes long: ./lab run --all -->
                ```
                ./lab run one     # first
                ./lab run --all   # all
                ```
                """
                    .lines()
                    .toList())
            .getFirst();
    assertEquals(List.of("./lab run one     # first"), block.executed());
    assertEquals(List.of("./lab run --all   # all"), block.parsed());
  }

  @Test
  void aMarkWithoutItsLineIsFoundOut() {
    List<String> page =
        List.of("<!-- only parsed, it takes long: ./lab x -->", "```sh", "ls", "```");
    assertThrows(AssertionError.class, () -> ShownPage.blocks("page", page));
  }

  @Test
  void aServerInTheForegroundRunsWhileTheNextBlockDoes() {
    List<String> page =
        List.of("```", "./lab serve --pattern=sharded", "```", "then", "```sh", "curl x", "```");
    ShownBlock block = ShownPage.blocks("page", page).getFirst();
    assertEquals("./lab serve --pattern=sharded", block.server());
    assertEquals(List.of("curl x"), block.executed());
  }

  @Test
  void aPictureIsNotRun() {
    assertEquals(List.of(), ShownPage.blocks("page", List.of("```", "client ──▶ server", "```")));
  }

  /** A line that can be pasted is found by where it begins. */
  @Test
  void everyLessonBeginsItsLinesWithTheLauncher() throws IOException {
    for (ShownBlock block : ShownLines.all()) {
      for (String line : block.executed()) {
        assertFalse(line.strip().startsWith("lab "), block + ": " + line);
      }
    }
  }
}
