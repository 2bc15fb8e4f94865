// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.cli.LabRun;
import socketlab.cli.SchemasTest;
import socketlab.cli.term.Terminal;

@Timeout(60)
class DemoCommandTest {
  /** Rows of a table are made for the usual terminal; sentences fit any. */
  private static final int WIDTH = Math.max(80, Terminal.here().width());

  @Test
  void withoutNamesItShowsWhoWaitsAndWhy() {
    LabRun run = LabRun.lab("demo");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    for (String part :
        new String[] {
          "8 of 8",
          "0 of 8",
          "On single-thread all 8 clients waited",
          "On message-balancing no client waited",
          "./lab explain message-balancing"
        }) {
      assertTrue(run.out().contains(part), run.out());
    }
    assertTrue(run.out().lines().allMatch(line -> line.length() <= WIDTH), run.out());
  }

  @Test
  void itsJsonHasItsShapeAlsoWithOnePatternTwice() throws IOException {
    LabRun run = LabRun.lab("demo", "virtual-threads", "virtual-threads", "--json");
    assertEquals(0, run.exitCode(), run.err());
    SchemasTest.assertValid("demo", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "single-thread sahrded|did you mean sharded?",
        "sharded|a demo takes two patterns, not 1; for example: lab demo sharded message-balancing",
        "sharded sharded sharded|a demo takes two patterns, not 3",
        "--transport=epol sharded sharded|did you mean epoll?",
        "--transport=epoll sharded thread-per-connection|needs --transport=nio"
      })
  void aMistakeIsToldInOneLineThatHelps(String arguments, String line) {
    LabRun run = LabRun.lab(("demo " + arguments).split(" "));
    assertEquals(2, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(line), run.err());
  }
}
