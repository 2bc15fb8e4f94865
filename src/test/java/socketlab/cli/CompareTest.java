// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.compare.data.Campaign;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Verdict;
import socketlab.compare.server.Program;

/** A whole campaign of seconds: real servers, a real generator, and everything it leaves. */
@Timeout(120)
class CompareTest {
  private static final Path FOLDER = Path.of("target", "compare-smoke");

  private static Set<ProcessHandle> earlierDescendants;
  private static LabRun run;
  private static Campaign campaign;
  private static String page;
  private static String machine;
  private static String raw;
  private static JsonNode jmh;

  @BeforeAll
  static void aCampaign() throws IOException {
    if (Program.find("wrk").isEmpty()) {
      String reason = "wrk is not installed; apt-get install it (.ci/run does)";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      abort(reason);
    }
    earlierDescendants = descendants().collect(Collectors.toSet());
    run =
        LabRun.lab(
            "compare",
            "--quick",
            "--patterns=single-thread",
            "--with=netty-nio",
            "--workloads=plaintext,echo",
            "--baseline-server=netty-nio",
            "--generator=wrk",
            "--json");
    campaign = Campaign.read(FOLDER);
    page = Files.readString(FOLDER.resolve("README.md"));
    machine = Files.readString(FOLDER.resolve("run.json"));
    raw = Files.readString(FOLDER.resolve("raw").resolve("plaintext.txt"));
    jmh = new JsonMapper().readTree(FOLDER.resolve("jmh-result.json").toFile());
  }

  @Test
  void itEndsWellAndSaysItAsJsonOfItsShape() throws IOException {
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        Set.of(),
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/schema/campaign.json")))
            .validate(run.out(), InputFormat.JSON));
  }

  @Test
  void everyServerHadItsTurnInEveryRoundAndAnswered() {
    List<Sample> samples = campaign.samples();
    // Two servers and a second process of the first, in two rounds.
    assertEquals(6, samples.size());
    for (Sample sample : samples) {
      assertTrue(sample.requests() > 0, sample::toString);
      assertEquals(0, sample.errors(), sample::toString);
      assertTrue(sample.value(Metric.CPU).orElseThrow() > 0, sample::toString);
      // A look that came too late tells neither.
      assertTrue(sample.value(Metric.MEMORY).orElse(1 << 21) > 1 << 20, sample::toString);
      assertTrue(sample.value(Metric.SWITCHES).orElse(0) >= 0, sample::toString);
    }
    assertTrue(samples.stream().anyMatch(one -> one.value(Metric.MEMORY).isPresent()));
    assertTrue(samples.stream().anyMatch(one -> one.value(Metric.SWITCHES).isPresent()));
  }

  @Test
  void whatCannotBeMeasuredIsNamedWithItsReason() {
    assertTrue(
        campaign.skipped().stream()
            .anyMatch(one -> one.name().equals("echo") && one.reason().contains("raw TCP")));
  }

  @Test
  void theFolderHasAllThatATrustedResultNeeds() {
    assertAll(
        () -> assertEquals(6, raw.split("requests in").length - 1, raw),
        () -> assertTrue(machine.contains("netty-nio"), machine),
        () -> assertTrue(page.contains("Noise check"), page),
        () -> assertEquals(2, jmh.size()),
        () -> assertEquals(2, jmh.path(0).path("primaryMetric").path("rawData").path(0).size()));
  }

  @Test
  void aRunThatIsWorseThanAnEarlierOneFailsAndSaysWhere(@TempDir Path earlier) throws IOException {
    // As if the earlier one had spent next to nothing.
    earlierRun(earlier, 0.001);
    LabRun worse =
        LabRun.lab("compare", "--quick", "--patterns=single-thread", "--baseline=" + earlier);
    assertEquals(1, worse.exitCode(), worse.out());
    assertTrue(worse.err().contains("plaintext: single-thread/nio, server CPU"), worse.err());
    // What is neither is its progress, which a slow machine is told of.
    assertEquals(
        1, worse.err().lines().filter(line -> line.startsWith("lab: ")).count(), worse.err());
  }

  @Test
  void aRunThatIsBetterThanAnEarlierOneIsWell(@TempDir Path earlier) throws IOException {
    earlierRun(earlier, 1000);
    LabRun better =
        LabRun.lab(
            "compare", "--quick", "--patterns=single-thread", "--json", "--baseline=" + earlier);
    assertEquals(0, better.exitCode(), better.err());
    Campaign told = Campaign.ofJson(better.out());
    assertEquals(earlier.getFileName().toString(), told.earlierRun());
    assertTrue(
        told.earlier().stream()
            .anyMatch(
                one -> one.metric().equals(Metric.CPU.id()) && one.verdict() == Verdict.BETTER),
        told.earlier().toString());
  }

  /** The campaign, with this CPU a request, and a throughput that nobody falls behind. */
  private static void earlierRun(Path folder, double cpu) throws IOException {
    Files.writeString(
        folder.resolve(Campaign.FILE),
        campaign
            .toJson()
            .replaceAll("(\"" + Metric.CPU.id() + "\" : )[0-9.E-]+", "$1" + cpu)
            .replaceAll("(\"" + Metric.THROUGHPUT.id() + "\" : )[0-9.E-]+", "$1" + 1));
  }

  @Test
  void anEarlierRunThatCannotBeComparedIsToldInOneLineBeforeAnythingIsMeasured(
      @TempDir Path earlier) throws IOException {
    assertRefused(2, "there is none at", Path.of("target", "nobody-was-here"));
    assertRefused(1, "there is no campaign.json", earlier);
    Files.writeString(earlier.resolve(Campaign.FILE), "{\"topic\": [");
    assertRefused(1, "is no campaign", earlier);
    Files.writeString(
        earlier.resolve(Campaign.FILE), campaign.toJson().replace("single-thread", "another"));
    assertRefused(1, "no server and workload in common", earlier);
    Files.writeString(
        earlier.resolve(Campaign.FILE),
        campaign.toJson().replaceAll("(\"connections\" : )64\\b", "$1512"));
    assertRefused(1, "the workload plaintext differs", earlier);
    String generator = campaign.generators().get("plaintext");
    Files.writeString(
        earlier.resolve(Campaign.FILE),
        campaign.toJson().replace("\"plaintext\" : \"" + generator, "\"plaintext\" : \"other"));
    assertRefused(1, "the load of plaintext came from other", earlier);
  }

  private static void assertRefused(int exitCode, String words, Path earlier) {
    LabRun run =
        LabRun.lab("compare", "--quick", "--patterns=single-thread", "--baseline=" + earlier);
    assertEquals(exitCode, run.exitCode(), run.err());
    assertTrue(run.err().contains(words), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void noServerIsLeftBehind() {
    assertEquals(
        List.of(), descendants().filter(process -> !earlierDescendants.contains(process)).toList());
  }

  /** Processes that this JVM has started, and theirs. */
  private static Stream<ProcessHandle> descendants() {
    return ProcessHandle.current().descendants();
  }
}
