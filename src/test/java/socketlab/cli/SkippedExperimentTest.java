// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.cli.text.ExperimentText;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.run.Result;

/** An experiment that this machine cannot run is told in one line, and has not failed. */
@Timeout(60)
class SkippedExperimentTest {
  private static final String CAUSE = "open(device): ENOENT; modprobe it";
  private static final Result SKIPPED =
      new Result(Experiments.all().getFirst(), List.of(), Optional.of(CAUSE));

  @Test
  void theCauseStandsInItsLineAndItIsCounted() {
    StringWriter text = new StringWriter();
    ExperimentText told = new ExperimentText(new PrintWriter(text, true));
    told.progress(SKIPPED, 1, 2);
    told.table(List.of(SKIPPED, seen(Grade.EXPECTED)));
    List<String> lines = text.toString().lines().filter(l -> !l.isBlank()).toList();
    assertTrue(lines.stream().anyMatch(l -> l.contains(CAUSE)), text::toString);
    assertEquals("1 EXPECTED, 0 INTERESTING, 0 FORBIDDEN, 1 skipped", lines.getLast());
  }

  @Test
  void amongAllItIsPassedOver() {
    assertEquals(0, RunCommand.exitCode(List.of(SKIPPED, seen(Grade.EXPECTED)), true));
    assertEquals(1, RunCommand.exitCode(List.of(SKIPPED, seen(Grade.FORBIDDEN)), true));
  }

  @Test
  void whoNamesItWantsIt() {
    assertEquals(1, RunCommand.exitCode(List.of(SKIPPED, seen(Grade.EXPECTED)), false));
  }

  @Test
  void nothingSeenAtAllIsNotGreen() {
    assertEquals(1, RunCommand.exitCode(List.of(SKIPPED), true));
  }

  private static Result seen(Grade grade) {
    Experiment experiment = Experiments.all().getLast();
    Observation observation = new Observation("so", grade, "", 1, List.of(), List.of());
    return new Result(experiment, List.of(observation), Optional.empty());
  }
}
