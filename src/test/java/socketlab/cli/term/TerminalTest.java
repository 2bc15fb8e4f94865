// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How wide, and whether in colour. */
@Timeout(10)
class TerminalTest {
  private static final String GREEN = "\033[32mEXPECTED\033[0m";

  @ParameterizedTest
  @CsvSource({"100, 60, 100", "'', 60, 60", "'', 0, 80", "x, 60, 60", "0, 0, 80", "10, 0, 40"})
  void columnsCountFirstThenTheTerminalThenTheUsual(String columns, int asked, int width) {
    OptionalInt told = asked == 0 ? OptionalInt.empty() : OptionalInt.of(asked);
    assertEquals(width, new Terminal(Map.of("COLUMNS", columns), true, true, told).width());
  }

  @ParameterizedTest
  @CsvSource({
    "true, '', xterm, true",
    "false, '', xterm, false",
    "true, 1, xterm, false",
    "true, '', dumb, false"
  })
  void colourNeedsATerminalThatWantsIt(boolean out, String no, String term, boolean isColoured) {
    Map<String, String> environment = Map.of("NO_COLOR", no, "TERM", term);
    assertEquals(
        isColoured, new Terminal(environment, out, true, OptionalInt.empty()).isColoured());
  }

  @Test
  void withoutATermThereIsNone() {
    assertFalse(new Terminal(Map.of(), true, true, OptionalInt.empty()).isColoured());
    assertFalse(new Terminal(Map.of(), true, true, OptionalInt.empty()).canOverwrite());
  }

  @Test
  void gradesAndVerdictsAloneAreColoured() {
    assertEquals(GREEN, new Colour(true).of("EXPECTED", "EXPECTED"));
    assertEquals("\033[31mworse\033[0m", new Colour(true).of("worse", "worse"));
    assertEquals("sharded", new Colour(true).of("sharded", "sharded"));
    assertEquals("EXPECTED", new Colour(false).of("EXPECTED", "EXPECTED"));
  }

  @Test
  void whatThisProcessIsConnectedToIsNoTerminalInATest() {
    assertTrue(Terminal.here().width() >= 40);
  }
}
