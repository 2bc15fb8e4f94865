// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.run.Recording;
import socketlab.experiment.run.Result;
import socketlab.page.Browser;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

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
    Observation kept = Recording.last(Path.of("."), experiment).orElseThrow().observation();
    for (String sentence : InFigures.tell(experiment, kept)) {
      assertTrue(seen.dom().contains("<p class=\"\">" + escaped(sentence)), sentence);
    }
  }

  /** Of a run that is kept nowhere: one that was seen, and one that could not run. */
  @Test
  void aRunOfSeveralIsOnePage(@TempDir Path scratch) throws Exception {
    Experiment seen = Experiments.byId("thundering-herd").orElseThrow();
    Experiment skipped = Experiments.byId("nagle").orElseThrow();
    Recording recording =
        new Recording(
            run(),
            List.of(
                new Result(
                    seen,
                    List.of(Recording.last(Path.of("."), seen).orElseThrow().observation()),
                    Optional.empty()),
                new Result(skipped, List.of(), Optional.of("this kernel has no such thing"))));
    Path page = scratch.resolve("run.html");
    ExperimentCharts.page(recording).write(page);
    Browser shown = Browser.open(page, 400, false, scratch);
    assertEquals(List.of(), shown.console());
    assertEquals(1, shown.ink().size());
    assertEquals(0, shown.width(), "nothing stands beyond a narrow window");
    // The data of the page holds both as well; in a paragraph they are shown.
    assertTrue(
        Pattern.compile("<p[^>]*>“EPOLLEXCLUSIVE” and “accept\\(2\\)” coincide in most places")
            .matcher(shown.dom())
            .find(),
        shown.dom());
    assertTrue(shown.dom().contains("<p class=\"\">this kernel has no such thing</p>"));
    assertTrue(shown.dom().contains("href=\"#nagle\""));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static RunRecord run() {
    return new RunRecord(
        "./lab run thundering-herd nagle",
        Instant.parse("2026-01-31T10:00:00Z"),
        Instant.parse("2026-01-31T10:00:20Z"),
        new Machine("Some CPU", 2, "no", "Linux 6.18 amd64", List.of(), Map.of()),
        new Commit("0123456789", false),
        List.of(),
        List.of(),
        "none",
        Map.of(),
        "0 0 0",
        "0 0 0");
  }
}
