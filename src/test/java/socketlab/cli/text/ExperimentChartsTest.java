// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.page.Browser;

/** The committed charts, as a browser shows them, on a desk and on a phone. */
@Timeout(60)
class ExperimentChartsTest {
  /** Curves that are compared are in one chart; clouds have one each, and figures bars. */
  @ParameterizedTest
  @CsvSource({
    "syn-staircase, 1, 1280, false",
    "coordinated-omission, 1, 400, true",
    "slow-acceptor, 3, 1280, true",
    "fifo-or-lifo, 4, 400, false",
    "head-of-line, 3, 400, true",
    "backlog-plus-one, 4, 400, false"
  })
  void everySeriesIsDrawn(String id, int charts, int width, boolean dark, @TempDir Path scratch)
      throws Exception {
    Experiment experiment = Experiments.byId(id).orElseThrow();
    Path page = Path.of(ExperimentCharts.name(experiment));
    Browser seen = Browser.open(page, width, dark, scratch);
    assertEquals(List.of(), seen.console());
    assertEquals(charts, seen.ink().size());
    assertTrue(seen.ink().stream().allMatch(ink -> ink > 50), seen.ink().toString());
    assertEquals(0, seen.width(), "nothing stands beyond a narrow window");
    assertEquals(0, seen.requests());
    assertTrue(seen.dom().contains(">" + experiment.claim().question() + "</h1>"));
    assertTrue(seen.dom().contains("Figures</h2>"));
  }
}
