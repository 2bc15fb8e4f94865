// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.experiment.claim.Figure;

/** Columns never run into each other, however wide what is in them. */
@Timeout(10)
class FigureTableTest {
  private static final Figure SHORT = new Figure("queued", "", "2", Map.of("ss", 3.0));
  private static final Figure LONG =
      new Figure("connections that wait in the queue", "", "3", Map.of("/proc/net/tcp", 3.0));

  @Test
  void allColumnsStandBesideEachOtherWhereTheyFit() {
    assertEquals(
        """
                  expected  seen  read from
          queued  2         3     ss
        """,
        table(80, SHORT));
  }

  @Test
  void whereTheyDoNotWhatItWasReadFromStandsBelow() {
    assertEquals(
        """
                                              expected  seen
          queued                              2         3
              read from ss
          connections that wait in the queue  3         3
              read from /proc/net/tcp
        """,
        table(60, SHORT, LONG));
  }

  @Test
  void whereEvenThatIsTooWideEachFigureHasItsLines() {
    assertEquals(
        """
          connections that wait in the queue
              expected 3
              seen 3
              read from /proc/net/tcp
        """,
        table(40, LONG));
  }

  @Test
  void noLineIsLongerThanItMayBe() {
    for (int width = 40; width < 100; width++) {
      int most = width;
      assertTrue(
          table(width, SHORT, LONG).lines().allMatch(line -> line.length() <= most), "at " + width);
    }
  }

  private static String table(int width, Figure... figures) {
    return new FigureTable(List.of(figures), width).text();
  }
}
