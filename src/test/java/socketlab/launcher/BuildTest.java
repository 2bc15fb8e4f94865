// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds, and that what it runs is whole. */
@Timeout(60)
class BuildTest {
  @TempDir private Path root;
  private Clone clone;

  @BeforeEach
  void aClone() throws IOException {
    clone = new Clone(root, "a clone with blanks");
  }

  @Test
  void theFirstRunBuildsAndTheSecondDoesNot() throws Exception {
    Clone.Run first = clone.run("list", "an argument");
    assertEquals(
        List.of("-jar", clone.jar().toString(), "list", "an argument"),
        first.out().subList(first.out().size() - 4, first.out().size()));
    assertEquals(
        List.of(
            "lab: building the lab (once; it takes about half a minute)",
            "lab: writing the ahead-of-time cache (once a build)"),
        first.err());
    Clone.Run second = clone.run("list");
    assertEquals(List.of(), second.err());
    assertEquals(1, clone.builds());
  }

  @Test
  void twoFirstRunsBuildOnce() throws Exception {
    clone.mvn(
        "until [ -e ../go ]; do sleep 0.1; done; printf '" + Clone.WHOLE_JAR + "' >target/lab.jar");
    Process one = clone.start(root.resolve("one"), "list");
    await().atMost(Duration.ofSeconds(30)).until(() -> clone.builds() == 1);
    Process other = clone.start(root.resolve("other"), "list");
    await()
        .until(() -> Files.readString(root.resolve("other.err")).contains("waiting for another"));
    Files.createFile(root.resolve("go"));
    assertEquals(0, Clone.ended(one, root.resolve("one")).exitCode());
    assertEquals(0, Clone.ended(other, root.resolve("other")).exitCode());
    assertEquals(1, clone.builds());
  }

  @Test
  void anInterruptedBuildIsDoneAgain() throws Exception {
    clone.mvn("mkdir target/classes; printf PK >target/lab.jar; exec sleep 30");
    Process interrupted = clone.start(root.resolve("one"), "list");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(clone.jar()) && Files.size(clone.jar()) == 2);
    // As Ctrl-C does, both: the shell waits for the end of what it has started.
    interrupted.descendants().forEach(ProcessHandle::destroy);
    interrupted.toHandle().destroy();
    assertTrue(Clone.ended(interrupted, root.resolve("one")).exitCode() != 0);
    assertFalse(Files.exists(clone.folder.resolve("target/lab.lock")));

    clone.mvn("[ ! -e target/classes ] && printf '" + Clone.WHOLE_JAR + "' >target/lab.jar");
    assertEquals(0, clone.run("list").exitCode());
    assertEquals(2, clone.builds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK and no end"})
  void aJarThatIsNotWholeIsBuiltAnew(String half) throws Exception {
    clone.run("list");
    Files.writeString(clone.jar(), half);
    assertEquals(0, clone.run("list").exitCode());
    assertEquals(2, clone.builds());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLockWhoseOwnerIsGoneIsTakenOver(boolean named) throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    clone.write("target/lab.lock/" + (named ? "owner" : "other"), gone.pid() + "\n");
    assertEquals(0, clone.run("list").exitCode());
    assertFalse(Files.exists(clone.folder.resolve("target/lab.lock")));
  }

  @Test
  void aSourceDatedInTheFutureIsBuiltOnce() throws Exception {
    Files.setLastModifiedTime(
        clone.folder.resolve("src/main/java/A.java"),
        FileTime.from(Instant.now().plus(Duration.ofDays(400))));
    clone.run("list");
    assertEquals(List.of(), clone.run("list").err());
    assertEquals(1, clone.builds());
  }

  @Test
  void aSourceChangedDuringTheBuildIsBuiltAgain() throws Exception {
    clone.mvn(
        "sleep 0.1; touch src/main/java/A.java; printf '" + Clone.WHOLE_JAR + "' >target/lab.jar");
    clone.run("list");
    clone.run("list");
    assertEquals(2, clone.builds());
  }

  @Test
  void aBuildThatFailsSaysWhyAndLeavesTheLockFree() throws Exception {
    clone.mvn("echo '[ERROR] A.java:1 what is wrong'; exit 1");
    Clone.Run run = clone.run("list");
    assertEquals(1, run.exitCode());
    assertEquals("[ERROR] A.java:1 what is wrong", run.err().get(1));
    assertTrue(run.err().get(2).startsWith("lab: the build failed"), run.err().toString());
    assertFalse(Files.exists(clone.folder.resolve("target/lab.lock")));
  }
}
