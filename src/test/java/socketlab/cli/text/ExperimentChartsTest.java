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

/** The committed charts, as a browser shows them. */
@Timeout(60)
class ExperimentChartsTest {
  /** The second has its two distributions in one chart, the third has three charts. */
  @ParameterizedTest
  @CsvSource({"syn-staircase, 1", "coordinated-omission, 1", "slow-acceptor, 3"})
  void everySeriesIsDrawn(String id, int charts, @TempDir Path scratch) throws Exception {
    Experiment experiment = Experiments.byId(id).orElseThrow();
    Path page = Path.of(ExperimentCharts.name(experiment));
    Browser seen = Browser.open(page, 500, true, scratch);
    assertEquals(List.of(), seen.console());
    assertEquals(charts, seen.ink().size());
    assertTrue(seen.ink().stream().allMatch(ink -> ink > 50), seen.ink().toString());
    assertEquals(0, seen.width(), "nothing stands beyond a narrow window");
    assertTrue(seen.dom().contains("<h1 class=\"\">" + experiment.claim().question()));
    assertTrue(seen.dom().contains("Figures</h2>"));
  }
}
