// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.pattern.LabProcess;

/** What {@code lab load} prints, and how it ends. */
@Timeout(60)
class LoadCommandTest {
  private static LabProcess server;
  private static String url;

  @BeforeAll
  static void serve() throws IOException {
    server = LabProcess.start("serve", "--pattern=single-thread", "--port=0");
    url = "http://127.0.0.1:" + server.address().getPort() + "/plaintext";
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LabRun load(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("load", url, "--duration=1s", "--warmup=200ms"));
    arguments.addAll(List.of(options));
    return LabRun.lab(arguments.toArray(String[]::new));
  }

  @Test
  void jsonHasItsShapeInEitherMode() throws IOException {
    for (String[] options :
        new String[][] {
          {"--json"}, {"--json", "--rate=500", "--arrivals=poisson"}, {"--json", "--new-connection"}
        }) {
      LabRun run = load(options);
      assertEquals(0, run.exitCode(), run.err());
      SchemasTest.assertValid("load", run.out());
      JsonNode result = new ObjectMapper().readTree(run.out());
      long failed = 0;
      for (JsonNode kind : result.get("failed")) {
        failed += kind.asLong();
      }
      assertEquals(
          result.get("offered").asLong(),
          result.get("completed").asLong() + failed + result.get("unfinished").asLong());
      assertEquals("", run.err(), "a live line beside JSON");
    }
  }

  @Test
  void theReportSaysWhatKindOfLoopItWas() {
    String closed = load().out();
    assertTrue(closed.contains("closed loop at full speed"), closed);
    LabRun open = load("--rate=300");
    assertAll(
        () -> assertTrue(open.out().contains("open loop: 300.0 requests a second"), open.out()),
        () -> assertTrue(open.out().contains("uncorrected"), open.out()),
        () -> assertTrue(open.out().contains("offered                 300"), open.out()),
        () -> assertTrue(open.out().contains("P99.99   █"), open.out()),
        () -> assertTrue(open.err().contains("0s left"), open.err()));
  }

  @Test
  void theLogIsReadBackByItsLibrary(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("load.hlog");
    LabRun run = load("--rate=400", "--json", "--hdr=" + file);
    assertEquals(0, run.exitCode(), run.err());
    long latencies = 0;
    List<String> tags = new ArrayList<>();
    try (HistogramLogReader log = new HistogramLogReader(file.toFile())) {
      for (EncodableHistogram h; (h = log.nextIntervalHistogram()) != null; ) {
        tags.add(h.getTag());
        if (h.getTag().equals("latency")) {
          latencies += ((org.HdrHistogram.Histogram) h).getTotalCount();
        }
      }
    }
    assertEquals(List.of("latency", "uncorrected", "connect", "firstByte"), tags);
    assertEquals(new ObjectMapper().readTree(run.out()).get("completed").asLong(), latencies);
  }

  @Test
  void nobodyThereIsOneLineAndExitCode1() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    LabRun run = LabRun.lab("load", "http://127.0.0.1:" + port + "/");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("is it up?"), run.err()));
  }

  @Test
  void ctrlCGivesTheResultSoFar() throws Exception {
    try (LabProcess load =
        LabProcess.startInForeground("load", url, "--rate=200", "--warmup=0s", "--duration=10m")) {
      Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(() -> load.err().stream().anyMatch(line -> line.startsWith("measured")));
      load.signal("INT");
      assertEquals(0, load.exitCode());
      assertTrue(String.join("\n", load.out()).contains("completed"), load.out().toString());
    }
  }

  @Test
  void theProofIsPrintedAndHolds() {
    LabRun run = LabRun.lab("load", "--prove");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    assertTrue(run.out().contains("proved"), run.out());
  }
}
