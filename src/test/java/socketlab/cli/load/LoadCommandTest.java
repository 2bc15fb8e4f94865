// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import socketlab.cli.LabRun;
import socketlab.cli.SchemasTest;
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
    return loadAt(url, options);
  }

  private static LabRun loadAt(String target, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("load", target, "--duration=1s", "--warmup=200ms"));
    arguments.addAll(List.of(options));
    return LabRun.lab(arguments.toArray(String[]::new));
  }

  @Test
  void jsonHasItsShapeInEitherMode() throws IOException {
    for (String[] options :
        new String[][] {
          {"--json"},
          {"--json", "--rate=500", "--arrivals=poisson"},
          {"--json", "--new-connection"},
          {"--json", "--http2", "--streams=4"}
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
      JsonNode answers = result.get("answers");
      assertEquals(result.get("completed"), answers.get("measured").get("200"));
      assertTrue(answers.get("inWarmup").get("200").asLong() > 0, "none in the warm-up");
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

  /** They are told in the report, by their status, and the exit code is that of a failure. */
  @Test
  void aRunThatGetsOnly404SaysSoAndFails() {
    String wrong = url.replace("plaintext", "no-such-path");
    LabRun run = loadAt(wrong, "--rate=300");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertTrue(run.out().lines().anyMatch(l -> l.startsWith("  404 ")), run.out()),
        () -> assertTrue(run.err().contains("lab: no answer was 2xx: "), run.err()),
        () -> assertTrue(run.err().contains("--expect=404"), run.err()));
    LabRun expected = loadAt(wrong, "--rate=300", "--expect=404");
    assertAll(
        () -> assertEquals(0, expected.exitCode(), expected.err()),
        () -> assertTrue(expected.out().contains("completed               300"), expected.out()));
    assertEquals(1, load("--rate=300", "--expect=404").exitCode());
    assertEquals(0, load("--rate=300", "--expect=any").exitCode());
  }

  /** 20 a second can be answered, and what is answered was due long before. */
  @Test
  void overloadIsToldAsOverload() {
    String slow = url.replace("plaintext", "work?sleep=50");
    LabRun run = LabRun.lab("load", slow, "--rate=400", "--duration=1s", "--warmup=2s");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertTrue(run.out().contains("the server answered, but only requests"), run.out()),
        () -> assertTrue(run.out().lines().anyMatch(l -> l.startsWith("  200 ")), run.out()),
        () -> assertFalse(run.out().contains("hangs"), run.out()));
  }

  @Test
  void anOldLogStaysWhenTheTargetIsDown(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("load.hlog"), "old");
    LabRun run = LabRun.lab("load", "http://127.0.0.1:" + closedPort() + "/", "--hdr=" + file);
    assertEquals(1, run.exitCode());
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "no other has /dev/full")
  void aLogThatCannotBeWrittenIsToldBesideTheResult() {
    LabRun run = load("--rate=300", "--json", "--hdr=/dev/full");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> SchemasTest.assertValid("load", run.out()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("--hdr: /dev/full could not be written"), run.err()));
  }

  @Test
  void ofAHostWithSeveralAddressesTheOneThatAnswersIsLoaded() throws IOException {
    LabRun run = loadAt(url.replace("127.0.0.1", "localhost"), "--rate=300", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        "127.0.0.1:" + server.address().getPort(),
        new ObjectMapper().readTree(run.out()).get("address").asText());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nobodyThereIsOneLineAndExitCode1() throws IOException {
    LabRun run = LabRun.lab("load", "http://127.0.0.1:" + closedPort() + "/");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("is it up?"), run.err()));
  }

  /** Nobody has to start a server then. */
  @Test
  void somebodyWhoSpeaksSomethingElseIsOneLineWithoutThatAdvice() throws IOException {
    LabRun run = LabRun.lab("load", url.replace("http:", "https:"));
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("does not speak TLS"), run.err()),
        () -> assertFalse(run.err().contains("is it up?"), run.err()));
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
