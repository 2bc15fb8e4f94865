// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

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
class AdviseCommandTest {
  /** Rows of a table are made for the usual terminal; sentences fit any. */
  private static final int WIDTH = Math.max(80, Terminal.here().width());

  private static final String[] ALL = {
    "advise",
    "--handlers=wait",
    "--connections=many-long",
    "--cpus=4",
    "--latency=tail",
    "--blocking-code=yes"
  };

  @Test
  void itNamesThePatternTheReasonsAndHowToSeeThem() {
    LabRun run = LabRun.lab(ALL);
    assertEquals(0, run.exitCode(), run.err());
    for (String part :
        new String[] {
          ": virtual-threads.",
          "./lab run memory-a-connection (recorded on 2",
          "How it fails",
          "./lab explain virtual-threads"
        }) {
      assertTrue(run.out().contains(part), run.out());
    }
    assertTrue(run.out().lines().allMatch(line -> line.length() <= WIDTH), run.out());
  }

  @Test
  void itsJsonHasItsShape() throws IOException {
    String[] arguments = java.util.Arrays.copyOf(ALL, ALL.length + 1);
    arguments[ALL.length] = "--json";
    LabRun run = LabRun.lab(arguments);
    assertEquals(0, run.exitCode(), run.err());
    SchemasTest.assertValid("advise", run.out());
  }

  /** Tests have no terminal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--handlers=wait --cpus=2 --blocking-code=no;"
            + "say also --connections=few-short|few-long|many-short|many-long --latency=mean|tail",
        "--latency=tial;--latency: no answer is called 'tial'. did you mean tail?",
        "--cpus=0;--cpus is a whole number from 1 to 99999. not '0'",
        "--handler=wait;did you mean --handlers?"
      })
  void aMistakeIsToldInOneLineThatHelps(String arguments, String line) {
    LabRun run = LabRun.lab(("advise " + arguments).split(" "));
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().replace(';', '.').replace(',', '.').contains(line), run.err());
  }
}
