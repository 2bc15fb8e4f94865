// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.completion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.cli.ShownHelp;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Each shell is asked itself what it would offer. */
@Timeout(60)
class CompletionTest {
  private static final boolean IN_CI = "true".equals(System.getenv("CI"));
  private static final Set<String> PATTERNS =
      Patterns.all().stream().map(Pattern::id).collect(Collectors.toSet());

  @TempDir private Path folder;

  /** The words as bash breaks them, which is at an equals sign too. */
  @ParameterizedTest
  @CsvSource({"'--pattern ', 3", "'--pattern =', 3", "'--pattern = sh', 4", "'--pattern sh', 3"})
  void bashOffersPatterns(String words, int current) throws Exception {
    Set<String> offered =
        bash("./lab serve " + (words.endsWith(" ") ? words + "''" : words), current);
    assertEquals(startingAs(words), offered);
  }

  private static Set<String> startingAs(String words) {
    return words.endsWith("sh")
        ? PATTERNS.stream().filter(name -> name.startsWith("sh")).collect(Collectors.toSet())
        : PATTERNS;
  }

  @Test
  void bashOffersCommandsAndExperimentsAndNothingHidden() throws Exception {
    Set<String> commands = bash("./lab ''", 1);
    assertTrue(commands.containsAll(Set.of("serve", "load", "run", "explain")), "" + commands);
    assertFalse(commands.contains("train"), "" + commands);
    assertEquals(Set.of("backlog-clamp", "backlog-plus-one"), bash("./lab run backlog", 2));
  }

  private Set<String> bash(String words, int current) throws Exception {
    return offered(
        "bash",
        "source "
            + script("bash")
            + "\nCOMP_WORDS=("
            + words
            + ")\nCOMP_CWORD="
            + current
            + "\n\"$(complete -p lab | sed 's/.*-F \\([^ ]*\\).*/\\1/')\" 2>\"$HOME/notes\""
            + "\nprintf '%s\\n' \"${COMPREPLY[@]}\"");
  }

  /** zsh leaves an option and its value one word, and so has to be offered both. */
  @Test
  void zshOffersPatternsBehindTheOption() throws Exception {
    Set<String> offered =
        offered(
            "zsh",
            "autoload -U compinit && compinit -u -d "
                + folder.resolve("dump")
                + "\nsource "
                + script("zsh")
                + "\n(( ${+_comps[lab]} )) || echo nothing is registered"
                + "\nCOMP_WORDS=(./lab serve --pattern=sh)\nCOMP_CWORD=2"
                + "\nsetopt KSH_ARRAYS BASH_REMATCH SH_WORD_SPLIT"
                + "\n_complete_lab_values\nprint -l -- ${COMPREPLY[@]}");
    // It chooses by what is typed when it shows them.
    assertEquals(PATTERNS.stream().map("--pattern="::concat).collect(Collectors.toSet()), offered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--pattern=", "--pattern "})
  void fishOffersPatterns(String option) throws Exception {
    String before = option.endsWith("=") ? option : "";
    assertEquals(
        PATTERNS.stream().map(before::concat).collect(Collectors.toSet()),
        fish("./lab serve " + option));
  }

  @Test
  void fishOffersCommandsAndOptionsAndNothingHidden() throws Exception {
    Set<String> commands = fish("./lab ");
    assertTrue(commands.containsAll(Set.of("serve", "load", "run", "explain")), "" + commands);
    assertFalse(commands.contains("train"), "" + commands);
    assertTrue(fish("./lab serve --max-").contains("--max-connections"));
    assertEquals(Set.of("backlog-clamp", "backlog-plus-one"), fish("./lab run backlog-"));
  }

  private Set<String> fish(String line) throws Exception {
    // Behind a tab it says what each is.
    return offered("fish", "source " + script("fish") + "\ncomplete -C '" + line + "'").stream()
        .map(one -> one.replaceFirst("\t.*", ""))
        .collect(Collectors.toSet());
  }

  private Path script(String shell) throws IOException {
    return Files.writeString(folder.resolve(shell), ShownHelp.output("completion", shell));
  }

  /** The lines that a shell prints, once it has run these. */
  private Set<String> offered(String shell, String commands) throws Exception {
    assumeTrue(IN_CI || has(shell), shell + " is missing; apt-get install " + shell);
    Path said = folder.resolve("said");
    // compopt of bash notes that no key was pressed.
    ProcessBuilder builder =
        new ProcessBuilder(
            shell.equals("bash")
                ? List.of("bash", "--norc", "-c", commands)
                : List.of(shell, shell.equals("zsh") ? "-f" : "--no-config", "-c", commands));
    builder.environment().put("HOME", folder.toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> read(said));
    assertEquals(0, process.exitValue(), () -> read(said));
    return read(said)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toSet());
  }

  private static boolean has(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
