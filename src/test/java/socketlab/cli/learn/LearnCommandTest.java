// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import socketlab.experiment.Experiments;
import socketlab.linux.network.NetworkNamespace;

/** The course: every experiment has its step, and a learner can stop and go on. */
@Timeout(120)
class LearnCommandTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyExperimentIsAStepOnce() {
    List<String> ids = Course.steps().stream().map(s -> s.experiment().id()).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size());
    assertEquals(
        new HashSet<>(Experiments.all().stream().map(e -> e.id()).toList()), new HashSet<>(ids));
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(i + 1, Course.steps().get(i).number());
    }
  }

  @Test
  void theListNamesEachStepItsTimeAndWhetherItIsDone() throws Exception {
    Files.createDirectories(home.resolve(".local/state/socketlab"));
    Files.writeString(home.resolve(".local/state/socketlab/learned"), "backlog-plus-one\n");
    assertEquals(0, learn(Optional.empty(), "--list"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(Course.steps().size() + Course.values().length, lines.size());
    assertEquals("   1 backlog-plus-one           about  2 s   done", lines.get(1));
    assertFalse(lines.get(2).contains("done"), out.toString());
  }

  @Test
  void aStepThatThereIsNotIsAUsageError() {
    assertEquals(2, learn(Optional.empty(), "--from=backlog-plus-on"));
    assertTrue(err.toString().contains("did you mean backlog-plus-one?"), err.toString());
  }

  @Test
  void withoutATerminalTheNextStepRuns() {
    assumeNetwork();
    assertEquals(0, learn(Optional.empty()), err::toString);
    String told = out.toString();
    assertTrue(told.startsWith("Step 1 of " + Course.steps().size() + ":"), told);
    assertTrue(told.contains("Verdict: "), told);
    assertFalse(told.contains("What do you expect?"), told);
    assertTrue(told.contains("The next step is 2, syn-staircase"), told);
  }

  @Test
  void withOneItAsksBeforeAndGoesOnAfter() {
    assumeNetwork();
    // A prediction, on, and no answer to the second question.
    Learner learner = new Learner(new BufferedReader(new StringReader("1\n\n")));
    assertEquals(0, learn(Optional.of(learner), "--from=ghost-connections"), err::toString);
    String told = out.toString();
    assertTrue(told.contains("Your prediction "), told);
    assertTrue(told.indexOf("What do you expect?") < told.indexOf("Seen, in"), told);
    assertTrue(told.contains("overflow-silence-or-reset: "), told);
    assertEquals(2, told.lines().filter("What do you expect?"::equals).count(), told);
  }

  private static void assumeNetwork() {
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(NetworkNamespace.availability().isAvailable());
    }
  }

  private int learn(Optional<Learner> learner, String... arguments) {
    return new CommandLine(new LearnCommand(() -> learner, Map.of("HOME", home.toString())::get))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
