// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One line that is written over, or a line now and then. */
@Timeout(10)
class ProgressLineTest {
  private static final String CLEAR = "\r\033[K";

  private final StringWriter err = new StringWriter();
  private long now;

  @Test
  void onATerminalALineIsWrittenOver() {
    ProgressLine line = line(true, "xterm");
    line.passing("one");
    line.passing("two");
    line.lasting("kept");
    line.close();
    assertEquals(CLEAR + "one" + CLEAR + "two" + CLEAR + "kept\n", err.toString());
  }

  @Test
  void aLineThatIsTooLongIsCutSoThatItCanBeWrittenOver() {
    line(true, "xterm").passing("─".repeat(50));
    assertEquals(CLEAR + "─".repeat(38) + "…", err.toString());
  }

  @Test
  void elsewhereThereIsOneInTenSeconds() {
    ProgressLine line = line(false, "xterm");
    for (int second = 0; second <= 21; second++) {
      line.passing("at " + second);
      now += Duration.ofSeconds(1).toNanos();
    }
    line.lasting("kept");
    line.close();
    assertEquals("at 0\nat 10\nat 20\nkept\n", err.toString());
  }

  @Test
  void aDumbTerminalIsNotWrittenOver() {
    line(true, "dumb").passing("one");
    assertEquals("one\n", err.toString());
  }

  private ProgressLine line(boolean isTerminal, String term) {
    Terminal terminal = new Terminal(Map.of("TERM", term), false, isTerminal, OptionalInt.of(40));
    return new ProgressLine(terminal, new PrintWriter(err, true), () -> now);
  }
}
