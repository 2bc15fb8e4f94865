// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/** The help of every command fits the usual terminal, and what it shows can be copied. */
@Timeout(60)
class HelpTextTest {
  private static final int WIDTH = 80;

  /** Those that users are told of. */
  private static List<String> commands() {
    return Lab.commandLine().getSubcommands().entrySet().stream()
        .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineButAnExampleIsLongerThanATerminalIsWide(String command) {
    LabRun help = LabRun.lab(command, "--help");
    assertEquals(0, help.exitCode());
    assertEquals(
        List.of(),
        help.out()
            .lines()
            .filter(line -> line.length() > WIDTH && !footer(command).contains(line))
            .toList());
    assertFalse(help.out().contains("\033["), help.out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noExampleIsBroken(String command) {
    String help = LabRun.lab(command, "--help").out();
    for (String line : footer(command)) {
      if (line.contains(": ./lab ") || line.startsWith("  ")) {
        assertTrue(help.contains(line + "\n"), line);
      }
    }
  }

  private static List<String> footer(String command) {
    CommandSpec spec = Lab.commandLine().getSubcommands().get(command).getCommandSpec();
    return List.of(spec.usageMessage().footer());
  }
}
