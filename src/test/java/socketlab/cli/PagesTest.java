// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.cli.text.PagePieces;
import socketlab.compare.data.SampleCampaign;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Recording;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** The written pages say what the code says. */
@Timeout(60)
class PagesTest {
  @Test
  void thePagesAreUpToDate() {
    LabRun run = LabRun.lab("pages", "--check");
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void aReadmeThatIsNotIsFoundOutAndMended(@TempDir Path folder) throws IOException {
    project(folder);
    Path readme = folder.resolve("README.md");
    Files.writeString(
        readme,
        Files.readString(Path.of("README.md")).replace("# lab ", "").replace("| 1 |", "| 2 |"));
    assertEquals(1, LabRun.lab("pages", "--check", "--root=" + folder).exitCode());
    assertEquals(0, LabRun.lab("pages", "--root=" + folder).exitCode());
    assertEquals(0, LabRun.lab("pages", "--check", "--root=" + folder).exitCode());
  }

  @Test
  void anIndexThatIsNotUpToDateIsFoundOutAndMended(@TempDir Path folder) throws IOException {
    project(folder);
    assertEquals(0, LabRun.lab("pages", "--root=" + folder).exitCode());
    Path index = folder.resolve("bench-results/README.md");
    assertTrue(Files.readString(index).contains("No run is kept here yet."));
    Path run = folder.resolve("bench-results/2026-01-31-made-up-speed");
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("run.json"),
        """
        {"command": "./lab compare", "began": "2026-01-31T10:00:00Z", "ended": "2026-01-31T10:01:00Z",
         "machine": {"name": "made-up", "cpu": "Made Up", "cpus": 2, "virtual": "no", "kernel": "Linux"},
         "commit": {"id": "0123456789", "dirty": false}, "jdk": "25", "pinning": "none",
         "loadAverage": {"before": "0 0 0", "after": "0 0 0"}, "serverFlags": [], "versions": {}}
        """);
    SampleCampaign.of(1).write(run);
    LabRun check = LabRun.lab("pages", "--check", "--root=" + folder);
    assertEquals(1, check.exitCode());
    assertTrue(check.err().contains("README.md is not up to date; run: ./lab pages"), check.err());
    assertEquals(0, LabRun.lab("pages", "--root=" + folder).exitCode());
    String row = "| 2026-01-31 | made-up | 0123456789 | sample |";
    assertTrue(Files.readString(index).contains(row), () -> read(index));
    assertTrue(read(folder.resolve("README.md")).contains("Measured on 2026-01-31, made-up"));
    assertTrue(read(run.resolve("README.md")).contains("- JDK: 25\n"));
    assertTrue(read(run.resolve("report.html")).contains("<main></main>"));
    Files.writeString(run.resolve("campaign.json"), "{");
    LabRun broken = LabRun.lab("pages", "--root=" + folder);
    assertEquals(1, broken.exitCode());
    assertEquals(1, broken.err().lines().count(), broken.err());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pages and the records of experiments, without a run. */
  private static void project(Path folder) throws IOException {
    for (String page :
        List.of(
            "README.md",
            "docs/experiments.md",
            "docs/communication.md",
            "bench-results/README.md")) {
      copy(page, folder);
    }
    for (Experiment experiment : Experiments.all()) {
      copy("bench-results/experiments/" + experiment.id() + ".json", folder);
    }
  }

  private static void copy(String file, Path folder) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.copy(Path.of(file), folder.resolve(file));
  }

  static Stream<Experiment> experiments() {
    return Experiments.all().stream();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void everyExperimentIsExplained(Experiment experiment) {
    LabRun run = LabRun.lab("explain", experiment.id());
    assertEquals(0, run.exitCode());
    // It is as wide as the terminal.
    String out = run.out().replaceAll("\\s+", " ");
    assertTrue(out.contains(experiment.claim().question()));
    for (Outcome outcome : experiment.claim().outcomes()) {
      assertTrue(out.contains(outcome.name() + ": " + outcome.why()));
    }
    assertTrue(Files.exists(Path.of(PagePieces.source(experiment))), PagePieces.source(experiment));
  }

  /** A record stays true to the claim: its outcome is still declared, with this grade. */
  @ParameterizedTest
  @MethodSource("experiments")
  void whatWasRecordedIsStillDeclared(Experiment experiment) throws IOException {
    Observation kept = Recording.last(Path.of("."), experiment).orElseThrow().observation();
    Outcome declared = experiment.outcome(kept.outcome()).orElseThrow();
    assertEquals(declared.grade(), kept.grade());
    assertEquals(declared.why(), kept.why());
  }

  static Stream<Pattern> patterns() {
    return Patterns.all().stream();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void everyPatternIsExplained(Pattern pattern) {
    LabRun run = LabRun.lab("explain", pattern.id());
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains(pattern.lesson().picture()));
    assertTrue(Files.exists(Path.of(PagePieces.source(pattern))), PagePieces.source(pattern));
    String next = pattern.lesson().next();
    assertTrue(Patterns.byId(next.substring(0, next.indexOf(','))).isPresent(), next);
  }

  @Test
  void aWordIsExplainedByTheGlossary() {
    assertTrue(LabRun.lab("explain", "accept", "queue").out().contains("Recv-Q"));
    assertTrue(LabRun.lab("explain", "BACKLOG").out().contains("The JDK makes 50"));
  }

  /** Links of the pages lead somewhere. */
  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToFiles(Path page) throws IOException {
    Matcher links = java.util.regex.Pattern.compile("]\\(([^)#]+)").matcher(Files.readString(page));
    Path folder = page.toAbsolutePath().getParent();
    while (links.find()) {
      String to = links.group(1);
      assertTrue(to.startsWith("http") || Files.exists(folder.resolve(to)), page + " links " + to);
    }
  }

  static Stream<Path> pages() throws IOException {
    return Stream.concat(
        Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench-results/README.md")
            .map(Path::of),
        Files.walk(Path.of("docs")).filter(p -> p.toString().endsWith(".md")))
        .toList()
        .stream();
  }
}
