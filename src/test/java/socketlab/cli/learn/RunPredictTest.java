// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import socketlab.cli.LabRun;
import socketlab.cli.RunCommand;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Outcome;
import socketlab.linux.network.NetworkNamespace;

/** {@code lab run}: the question first, then the run, then the verdict in its figures. */
@Timeout(120)
class RunPredictTest {
  private static final Claim CLAIM = Experiments.byId("backlog-plus-one").orElseThrow().claim();

  @Test
  void theAnswerIsNotToldBeforeTheRun() {
    LabRun run = run("");
    String before = run.out().substring(0, run.out().indexOf("Seen, in"));
    String oneLine = before.replaceAll("\\s+", " ");
    assertTrue(oneLine.contains(CLAIM.question()), run.out());
    assertTrue(before.contains(CLAIM.setup().lines().findFirst().orElseThrow()), run.out());
    for (Outcome outcome : CLAIM.outcomes()) {
      assertFalse(oneLine.contains(outcome.why()), before);
      assertFalse(before.contains(outcome.name()), before);
    }
    assertFalse(before.contains(CLAIM.picture().lines().skip(4).findFirst().orElseThrow()), before);
  }

  @Test
  void theVerdictIsInTheFiguresOfTheRun() {
    String out = run("").out().replaceAll("\\s+", " ");
    assertTrue(out.contains("Of 70 clients of listen(50), 51 got in: the backlog is 50, and"), out);
    assertTrue(out.contains("sends the SYN again after 1 s, 2 s and 3 s"), out);
    assertTrue(out.indexOf("Verdict: ") < out.indexOf("Why: "), out);
    assertTrue(out.indexOf("Why: ") < out.indexOf("./lab run syn-staircase"), out);
  }

  @Test
  void aPredictionIsAskedForAndJudged() {
    String out = run("7\n1\n", "--predict").out();
    assertTrue(out.indexOf("'7' is none of the numbers") < out.indexOf("Seen, in"), out);
    assertTrue(out.indexOf("Your prediction ") < out.indexOf("Verdict: "), out);
    assertTrue(
        out.lines().anyMatch(l -> l.matches("Your prediction (held|did not hold): .*")), out);
  }

  @Test
  void theEndOfTheInputEndsItQuietly() {
    LabRun run = run("", "--predict");
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertFalse(run.out().contains("Seen, in"), run.out());
  }

  @Test
  void withoutATerminalOrAsJsonNothingIsAsked() {
    assumeNetwork();
    LabRun run = LabRun.of(command(Optional.empty()), CLAIM.id(), "--predict");
    assertTrue(run.out().contains("Verdict: "), run.out());
    assertFalse(run.out().contains("What do you expect?"), run.out());
    assertTrue(run("", "--predict", "--json").out().startsWith("{"));
  }

  @Test
  void itIsForOneRunOfOneExperiment() {
    assertEquals(2, LabRun.lab("run", CLAIM.id(), "nagle", "--predict").exitCode());
    assertEquals(2, LabRun.lab("run", CLAIM.id(), "--predict", "--times=2").exitCode());
  }

  private static LabRun run(String input, String... options) {
    assumeNetwork();
    String[] arguments = Arrays.copyOf(options, options.length + 1);
    arguments[options.length] = CLAIM.id();
    Learner learner = new Learner(new BufferedReader(new StringReader(input)));
    return LabRun.of(command(Optional.of(learner)), arguments);
  }

  private static CommandLine command(Optional<Learner> learner) {
    return new CommandLine(new RunCommand(() -> learner));
  }

  private static void assumeNetwork() {
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(NetworkNamespace.availability().isAvailable());
    }
  }
}
