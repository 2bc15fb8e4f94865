// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import socketlab.record.Commit;
import socketlab.record.Machine;
import socketlab.record.RunRecord;

/** The page of a run, made from what JMH wrote. */
class ReportTest {
  @Test
  void aRowHasScoreErrorBytesPercentilesAndTheServersCpu() throws IOException {
    List<String> table =
        page(false, "0.10 0.10 0.10", List.of()).lines().filter(l -> l.startsWith("|")).toList();
    assertEquals(
        List.of(
            "| benchmark | parameters | score ± error (99.9 %) | unit | p50 | p99 | B/op | server"
                + " CPU µs/request |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            "| ParserBenchmark.request |  | 98.1 ± 1.68 | ns/op |  |  | 0 |  |",
            "| PatternBenchmark.roundTrip | connections=8 pattern=sharded | 41.3 ± 0.500 | us/op |"
                + " 39.5 | 1,346 |  | 4.02 ± 0.031 |",
            "| PatternBenchmark.throughput | connections=8 pattern=sharded | 107,310 | ops/s |  | "
                + " |  |  |"),
        table);
  }

  @Test
  void thePageSaysWhatSpeaksAgainstTheFigures() throws IOException {
    String page = page(true, "7.10 1.00 0.50", List.of("ConnectBenchmark.x pattern=sharded"));
    assertTrue(page.contains("> The files that were measured differed from the commit."), page);
    assertTrue(page.contains("> Other processes used the machine"), page);
    assertTrue(page.contains("> Each benchmark ran in one JVM only"), page);
    assertTrue(page.contains("not in the table:** ConnectBenchmark.x pattern=sharded"), page);
  }

  @Test
  void thePageOfACleanRunHasNoSuchWarning() throws IOException {
    String page = page(false, "0.10 1.00 0.50", List.of());
    assertFalse(page.contains("differed from the commit"), page);
    assertFalse(page.contains("Other processes used"), page);
    assertFalse(page.contains("failed"), page);
  }

  @Test
  void thePageSaysHowToRepeatTheRun() throws IOException {
    String page = page(false, "0.10 0.10 0.10", List.of());
    assertTrue(page.contains("```sh\n./lab bench 'Par.*' -f 3\n```"), page);
    assertTrue(page.contains("commit 0123456789"), page);
  }

  @Test
  void aRunWithoutAnyResultStillHasAPage() throws IOException {
    String page = new Report(record(false, "0 0 0"), List.of("x")).page("[]");
    assertTrue(page.contains("No benchmark gave a result."), page);
  }

  private static String page(boolean dirty, String load, List<String> failed) throws IOException {
    try (InputStream json = ReportTest.class.getResourceAsStream("/bench/jmh.json")) {
      return new Report(record(dirty, load), failed).page(new String(json.readAllBytes(), UTF_8));
    }
  }

  private static RunRecord record(boolean dirty, String load) {
    return new RunRecord(
        "./lab bench 'Par.*' -f 3",
        Instant.parse("2026-01-31T10:00:00Z"),
        Instant.parse("2026-01-31T10:01:00Z"),
        new Machine("AMD EPYC 7763", 4, "no", "Linux 6.1 amd64", List.of(), Map.of()),
        new Commit("0123456789", dirty),
        List.of(),
        List.of(),
        "server on CPU 0, the JVM that loads it on 1,2,3",
        Map.of(),
        load,
        load);
  }
}
