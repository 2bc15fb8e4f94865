// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Figure;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.run.Recording;
import socketlab.page.chart.Bars;
import socketlab.page.chart.Chart;

/** Figures that are compared have a bar each, on one axis. */
@Timeout(60)
class FigureChartsTest {
  private static Figure figure(String name, String unit, String expected, double value) {
    return new Figure(name, unit, expected, Map.of("a place", value));
  }

  @Test
  void theSameOfSeveralIsOneChartAndTheLikeHasOneAxis() {
    List<Chart> charts =
        FigureCharts.of(
            List.of(
                figure("a: waiting", "", "9", 9),
                figure("b: waiting", "", "about 0", 0),
                figure("a: open", "", "", 30),
                figure("b: open", "", "", 28),
                figure("a: switches", "", "", 0.7),
                figure("b: switches", "", "", 2.1),
                figure("a: time", "ms", "", 4),
                figure("alone", "", "", 7)));
    assertEquals(
        List.of("Waiting", "Open", "Switches"), charts.stream().map(Chart::title).toList());
    Bars waiting = (Bars) charts.get(0);
    assertEquals(List.of("a", "b"), waiting.rows().stream().map(Bars.Row::name).toList());
    assertEquals(OptionalDouble.of(9), waiting.rows().get(0).expected());
    assertEquals(OptionalDouble.empty(), waiting.rows().get(1).expected());
    assertEquals(waiting.axis().max(), ((Bars) charts.get(1)).axis().max());
    assertTrue(((Bars) charts.get(2)).axis().max() < 10, "0.7 would not be seen beside 30");
  }

  @Test
  void figuresOfDifferentThingsAreAtLeastSideBySide() {
    List<Chart> charts = FigureCharts.of(List.of(figure("x", "", "", 3), figure("y", "", "", 2)));
    assertEquals(1, charts.size());
    assertEquals(2, ((Bars) charts.getFirst()).rows().size());
  }

  static Stream<Experiment> experiments() {
    return Experiments.all().stream();
  }

  /** Every record has a chart, of its series or of its figures. */
  @ParameterizedTest
  @MethodSource("experiments")
  void everyRecordHasItsChart(Experiment experiment) throws IOException {
    Observation seen = Recording.last(Path.of("."), experiment).orElseThrow().observation();
    assertFalse(
        SeriesCharts.of(seen.series()).isEmpty() && FigureCharts.of(seen.figures()).isEmpty(),
        experiment.id());
  }
}
