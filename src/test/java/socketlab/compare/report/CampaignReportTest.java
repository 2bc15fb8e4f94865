// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.compare.data.SampleCampaign;
import socketlab.page.Browser;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.PastRun;
import socketlab.record.RunRecord;

/** The report as a browser shows it, on a desk and on a phone. */
@Timeout(60)
class CampaignReportTest {
  /** The speed table; CPU, throughput, rounds of two workloads, latency; costs; the generator. */
  private static final int CHARTS = 1 + 2 * 3 + 1 + 1 + 1;

  @TempDir private static Path folder;
  private static Path report;

  @BeforeAll
  static void theReportOfACampaign() throws IOException {
    report = folder.resolve("report.html");
    RunRecord run = run();
    run.write(folder.resolve("run.json"));
    CampaignReport.of(SampleCampaign.of(1), PastRun.read(folder), List.of("A warning."))
        .write(report);
  }

  @ParameterizedTest
  @CsvSource({"1100, false", "1100, true", "360, false", "360, true"})
  void everyChartIsDrawnWithoutAComplaintOrARequest(int width, boolean dark) throws Exception {
    Browser seen = open(report, width, dark);
    assertEquals(List.of(), seen.console());
    assertEquals(CHARTS, seen.ink().size());
    assertTrue(seen.ink().stream().allMatch(ink -> ink > 50), seen.ink().toString());
    assertEquals(0, seen.width(), "nothing stands beyond the window");
    assertEquals(0, seen.requests());
    assertTrue(Files.size(folder.resolve("page.png")) > 10_000);
  }

  @Test
  void itSaysWhatCameOutWhoWasMissingAndOnWhichMachine() throws Exception {
    String dom = open(report, 1100, false).dom();
    List<String> wanted =
        List.of(
            "spends 0.81 of nginx's CPU a request.",
            "A warning.",
            "P75 224",
            "message-balancing/epoll ≈0.758 [0.743–0.773]*",
            "* Hatched: the server’s CPU was idle for part of the time",
            "50,000 requests a second by the generator lab",
            "not on the class path",
            "every connection is here",
            "Some CPU",
            "./lab compare --made-up");
    String page = dom.substring(dom.indexOf("<main>"), dom.indexOf("</main>"));
    wanted.forEach(words -> assertTrue(page.contains(words), words));
  }

  private static Browser open(Path file, int width, boolean dark) throws Exception {
    return Browser.open(file, width, dark, folder);
  }

  private static RunRecord run() {
    return new RunRecord(
        "./lab compare --made-up",
        Instant.parse("2026-01-31T10:00:00Z"),
        Instant.parse("2026-01-31T10:20:00Z"),
        new Machine("Some CPU", 2, "no", "Linux 6.1 amd64", List.of(), Map.of("a.b", "1")),
        new Commit("0123456789", false),
        List.of(),
        List.of("-Xmx1g"),
        "server on CPU 0, what loads it on 1",
        Map.of("wrk", "4.1.0"),
        "0.1 0.1 0.1",
        "0.2 0.1 0.1");
  }
}
