// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Grade;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Observation;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetworkNamespace;

/** The process of one run: what it may say, and that it ends. */
@Timeout(60)
class TrialTest {
  @Test
  void theLastLineIsTheObservation() throws IOException {
    Trial trial =
        Trial.read(
            List.of(
                "[warning][aot] something of the JVM",
                "{\"outcome\":\"so\",\"grade\":\"EXPECTED\",\"why\":\"\",\"seconds\":1,"
                    + "\"figures\":[],\"series\":[]}"),
            List.of(),
            1);
    assertEquals(Grade.EXPECTED, trial.seen().orElseThrow().grade());
  }

  @Test
  void aSkipHasItsCause() throws IOException {
    Trial trial = Trial.read(List.of("{\"skipped\":\"no sysctl\"}"), List.of(), 1);
    assertEquals("no sysctl", trial.skipped().orElseThrow());
    assertTrue(trial.seen().isEmpty());
  }

  @Test
  void whatAnExperimentNeedsAndDoesNotHaveIsASkip() throws IOException {
    Experiment lacking =
        new Experiment() {
          @Override
          public Availability needs() {
            return Availability.no("open(device): ENOENT; modprobe it");
          }

          @Override
          public String run(Notes notes) {
            throw new AssertionError("it was run all the same");
          }
        };
    Trial trial = Trial.read(List.of(Trial.answer(lacking)), List.of(), 1);
    assertEquals("open(device): ENOENT; modprobe it", trial.skipped().orElseThrow());
    assertTrue(trial.seen().isEmpty());
  }

  @Test
  void aProcessThatEndsEarlyIsNoAnswerAndSaysWhy() throws IOException {
    Observation seen =
        Trial.read(List.of(), List.of("java: out of memory"), 1).seen().orElseThrow();
    assertEquals(Observation.NO_ANSWER, seen.outcome());
    assertEquals(Grade.FORBIDDEN, seen.grade());
    assertTrue(seen.why().contains("out of memory"), seen.why());
  }

  @Test
  void aNetworkThatIsInUseIsLeftAlone() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Trial.command("backlog-plus-one")).start();
    try {
      List<String> err = process.errorReader().lines().toList();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(1, process.exitValue());
      assertEquals(List.of("lab: this network is in use; start it by lab run"), err);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whatever ends the parent closes its end of the pipe. */
  @Test
  void aChildEndsWithItsParent() throws IOException, InterruptedException {
    Availability network = NetworkNamespace.availability();
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(network.isAvailable(), network::toString);
    }
    List<String> command = new ArrayList<>(Trial.command("syn-staircase"));
    Process process = new ProcessBuilder(NetworkNamespace.here().create(command)).start();
    try {
      assertTrue(process.isAlive());
      process.getOutputStream().close();
      List<String> out = process.inputReader().lines().toList();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(1, process.exitValue());
      assertEquals(List.of(), out);
    } finally {
      process.destroyForcibly();
    }
    assertFalse(process.isAlive());
  }
}
