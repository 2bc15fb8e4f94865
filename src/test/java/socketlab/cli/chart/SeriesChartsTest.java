// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Series;
import socketlab.experiment.run.Recording;
import socketlab.page.chart.Chart;
import socketlab.page.chart.Line;
import socketlab.page.chart.Line.Style;
import socketlab.page.chart.Plot;

/** Series that are compared have one scale, on a page and as text. */
@Timeout(60)
class SeriesChartsTest {
  private static final Series ALL = series("all", 1, 4, 8);
  private static final Series ONE = series("one", 1, 1, 1);
  private static final Series TWIN = series("twin", 1.02, 1, 1);

  private static Series series(String title, double... y) {
    double[] x = {1, 4, 8};
    return new Series(
        title,
        "acceptors",
        "switches",
        Stream.of(0, 1, 2).map(i -> new Series.Point(x[i], y[i])).toList());
  }

  @Test
  void whatIsComparedHasOneAxisAndNamesWhatCoincides() {
    List<Chart> charts = SeriesCharts.of(List.of(ALL, ONE, TWIN));
    assertEquals(1, charts.size());
    Plot plot = (Plot) charts.getFirst();
    assertEquals(List.of(0, 0, 1), plot.depths());
    assertTrue(plot.isBeneath(1));
    assertFalse(plot.isBeneath(0));
    assertTrue(plot.note().startsWith("“one” and “twin” coincide in most places"), plot.note());
    List<Chart> apart = SeriesCharts.apart(charts);
    assertEquals(3, apart.size());
    apart.forEach(one -> assertEquals(plot.y(), ((Plot) one).y()));
  }

  /** One switch is an eighth as high as eight. */
  @Test
  void textIsScaledAlike() {
    String text = TextChart.of(List.of(ALL, ONE));
    String[] panels = text.split("\n\n");
    assertEquals(2, panels.length, text);
    assertEquals(rows(panels[0], '█'), 7 + rows(panels[1], '█'), text);
    for (String panel : panels) {
      assertTrue(panel.lines().anyMatch(line -> line.startsWith("           8 ┤")), text);
      assertTrue(panel.lines().anyMatch(line -> line.startsWith("           0 └┬")), text);
    }
  }

  private static long rows(String panel, char filled) {
    return panel.lines().filter(line -> line.indexOf(filled) >= 0).count();
  }

  @Test
  void aMomentThatWaitsForALaterOneIsAStaircase() {
    Series waits =
        new Series(
            "waits",
            "room at, s",
            "connected at, s",
            List.of(new Series.Point(0.3, 1), new Series.Point(1.5, 3)));
    Plot plot = (Plot) SeriesCharts.of(List.of(waits)).getFirst();
    assertEquals(Style.TREADS, plot.lines().getFirst().style());
  }

  @Test
  void farApartIsByRatios() {
    Plot plot =
        (Plot)
            SeriesCharts.of(List.of(series("slow", 44, 45, 43), series("fast", 0.1, 0.2, 0.1)))
                .getFirst();
    assertTrue(plot.y().logarithmic());
    assertEquals("switches, logarithmic", plot.y().title());
  }

  static Stream<Experiment> experiments() {
    return Experiments.all().stream();
  }

  /** Of each record: equal titles mean equal axes, and every point is within them. */
  @ParameterizedTest
  @MethodSource("experiments")
  void recordedSeriesAreDrawnOnSharedAxes(Experiment experiment) throws IOException {
    Observation seen = Recording.last(Path.of("."), experiment).orElseThrow().observation();
    List<Plot> plots =
        SeriesCharts.of(seen.series()).stream()
            .filter(Plot.class::isInstance)
            .map(Plot.class::cast)
            .toList();
    for (Plot one : plots) {
      for (Plot other : plots) {
        assertTrue(!one.y().title().equals(other.y().title()) || one.y().equals(other.y()));
        assertTrue(!one.x().title().equals(other.x().title()) || one.x().equals(other.x()));
      }
      for (Line line : one.lines()) {
        line.points()
            .forEach(
                point -> {
                  assertTrue(isWithin(one.x().place(point.x())), experiment.id() + point);
                  assertTrue(isWithin(one.y().place(point.y())), experiment.id() + point);
                });
      }
    }
    TextChart.of(seen.series())
        .lines()
        .forEach(line -> assertTrue(line.length() <= 80, experiment.id() + ": " + line));
  }

  private static boolean isWithin(double place) {
    return place > -1e-9 && place < 1 + 1e-9;
  }
}
