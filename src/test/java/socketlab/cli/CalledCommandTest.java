// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A start reads the options of the command that is called, and nobody sees a difference. */
@Timeout(60)
class CalledCommandTest {
  private static Set<String> commands() {
    return Lab.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itAloneIsRead(String command) {
    assertEquals(Set.of(command), Lab.commandLineFor(command, "--help").getSubcommands().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "--version", "srve", "LIST", "--patern=sharded"})
  void allAreReadWhereTheFirstWordIsNone(String first) {
    CommandLine lab = first.isEmpty() ? Lab.commandLineFor() : Lab.commandLineFor(first);
    assertEquals(commands(), lab.getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsHelpIsTheSame(String command) {
    assertSame(command, "--help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsErrorsAreTheSame(String command) {
    assertSame(command, "--no-such-option");
    assertSame(command, "--no-such-option=1", "serve");
  }

  @Test
  void theOptionsThatAreToldWithoutAnnotationsAreAllThere() {
    LabRun help = LabRun.lab("serve", "--help");
    assertEquals(0, help.exitCode());
    for (String option :
        List.of(
            "--pattern=NAME", "--port=<port>", "Default: 8080", "-h, --help", "-V, --version")) {
      assertTrue(help.out().contains(option), help.out());
    }
    assertTrue(LabRun.lab("serve", "--version").out().startsWith("socketlab "));
  }

  private static void assertSame(String... arguments) {
    assertEquals(
        LabRun.of(Lab.commandLine(), arguments),
        LabRun.of(Lab.commandLineFor(arguments), arguments));
  }
}
