// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help comes from the jar that is there: nobody waits for a build to read it. */
@Timeout(60)
class HelpTest {
  @TempDir private Path root;
  private Clone clone;

  @BeforeEach
  void aBuiltClone() throws Exception {
    clone = new Clone(root, "clone");
    clone.run("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "run", "load", "compare", "bench", "soak", "link"})
  void itBuildsNothingMoreThanTheJar(String command) throws Exception {
    for (String help : List.of("--help", "-h", "--version")) {
      Clone.Run run = clone.run(command, help);
      assertEquals(0, run.exitCode());
      assertEquals(List.of(), run.err());
      assertTrue(run.out().contains("-XX:TieredStopAtLevel=1"), run.out().toString());
    }
    assertEquals(1, clone.builds());
  }

  @Test
  void anOldJarHasHelpTooAndSaysThatItIsOld() throws Exception {
    Files.setLastModifiedTime(
        clone.folder.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(10)));
    Clone.Run run = clone.run("serve", "--help");
    assertEquals(0, run.exitCode());
    assertEquals(
        List.of("lab: the jar is older than its sources, and this help may be too"), run.err());
    assertEquals(1, clone.builds());
  }

  @Test
  void whatAnotherCommandIsAskedForIsNoHelpOfOurs() throws Exception {
    Files.setLastModifiedTime(
        clone.folder.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(10)));
    Clone.Run run = clone.run("link", "--", "curl", "--help");
    assertFalse(run.out().contains("-XX:TieredStopAtLevel=1"), run.out().toString());
    assertEquals(2, clone.builds());
  }

  @Test
  void withoutAJarItIsBuilt() throws Exception {
    Files.delete(clone.jar());
    assertEquals(0, clone.run("serve", "--help").exitCode());
    assertEquals(2, clone.builds());
  }
}
