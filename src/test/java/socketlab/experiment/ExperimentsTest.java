// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.InFigures;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.run.Recording;
import socketlab.experiment.run.Result;
import socketlab.experiment.run.Runner;

/** The experiments, run as {@code lab run} does: those that take long are run by .ci/run. */
@Timeout(180)
class ExperimentsTest {
  private static final int SHORT_SECONDS = 10;

  /** What only some machines have. */
  private static final List<String> MAY_BE_MISSING = List.of("epoll, ", "io_uring, ", "nginx, ");

  static Stream<Experiment> shortOnes() {
    return all().filter(e -> e.claim().seconds() < SHORT_SECONDS);
  }

  static Stream<Experiment> all() {
    return Experiments.all().stream();
  }

  @ParameterizedTest
  @MethodSource("shortOnes")
  void nothingForbiddenIsSeen(Experiment experiment) throws InterruptedException {
    Result result = new Runner(1, _ -> {}).run(List.of(experiment)).getFirst();
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(result.skipped().isEmpty(), () -> result.skipped().orElseThrow());
    }
    assertEquals(1, result.seen().size(), result.toString());
    assertNotEquals(Grade.FORBIDDEN, result.grade().orElseThrow(), result.toString());
    assertVerdictIsInFigures(experiment, result.seen().getFirst());
  }

  @ParameterizedTest
  @MethodSource("all")
  void theVerdictIsInTheFiguresOfTheRun(Experiment experiment) throws IOException {
    assertVerdictIsInFigures(
        experiment, Recording.last(Path.of("."), experiment).orElseThrow().observation());
  }

  /** Each sentence has a place, each place has its figure, and none is the outcome's fixed text. */
  private static void assertVerdictIsInFigures(Experiment experiment, Observation seen) {
    assertTrue(experiment.claim().verdict().length > 0);
    for (String sentence : experiment.claim().verdict()) {
      assertTrue(sentence.matches(".*\\{.+}.*"), sentence + " has no figure");
    }
    for (String place : InFigures.places(experiment.claim())) {
      assertTrue(
          MAY_BE_MISSING.stream().anyMatch(place::startsWith)
              || seen.figures().stream().anyMatch(f -> InFigures.fits(place, f.name())),
          "no figure is called " + place);
    }
    List<String> told = InFigures.tell(experiment, seen);
    assertFalse(told.isEmpty());
    for (String sentence : told) {
      assertFalse(sentence.contains("{"), sentence);
      assertTrue(
          seen.figures().stream().anyMatch(f -> sentence.contains(f.seen())),
          "no figure: " + sentence);
      assertNotEquals(seen.why(), sentence);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aClaimIsWhole(Experiment experiment) {
    List<Outcome> outcomes = List.of(experiment.claim().outcomes());
    Set<String> names = new HashSet<>();
    for (Outcome outcome : outcomes) {
      assertTrue(outcome.name().matches("[a-z0-9]+(-[a-z0-9]+)*"), outcome.name());
      assertTrue(names.add(outcome.name()), outcome.name() + " stands twice");
      assertTrue(outcome.why().length() > 20, outcome.name());
    }
    for (Grade grade : List.of(Grade.EXPECTED, Grade.FORBIDDEN)) {
      assertTrue(outcomes.stream().anyMatch(o -> o.grade() == grade), "none is " + grade);
    }
    assertTrue(experiment.claim().question().endsWith("?"));
    assertFalse(experiment.claim().setup().isBlank());
    assertTrue(experiment.claim().setup().contains("?"), "the set-up leaves nothing to ask");
    assertTrue(outcomes.stream().filter(o -> !o.choice().isEmpty()).count() >= 2);
    assertTrue(Arrays.stream(experiment.claim().sources()).noneMatch(String::isBlank));
    assertTrue(experiment.claim().sources().length > 0);
    assertTrue(experiment.claim().seconds() > 0 && experiment.claim().seconds() <= 60);
  }

  @Test
  void idsAreUnique() {
    assertEquals(Experiments.all().size(), all().map(Experiment::id).distinct().count());
  }
}
