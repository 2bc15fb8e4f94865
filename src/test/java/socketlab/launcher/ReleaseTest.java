// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release: the jar beside the launcher, and nothing to build it from, nor with. */
@Timeout(60)
class ReleaseTest {
  @TempDir private Path root;
  private Clone release;

  @BeforeEach
  void aRelease() throws Exception {
    release = new Clone(root, "socketlab 1.0");
    release.environment.put("LAB_NO_AOT", "1");
    release.run("list");
    release.environment.remove("LAB_NO_AOT");
    Files.move(release.jar(), release.folder.resolve("lab.jar"));
    for (String gone : List.of("pom.xml", "docs", "src", "target")) {
      remove(release.folder.resolve(gone));
    }
    Files.delete(release.tools.resolve("mvn"));
  }

  private static void remove(Path gone) throws IOException {
    try (Stream<Path> all = Files.walk(gone)) {
      for (Path one : all.toList().reversed()) {
        Files.delete(one);
      }
    }
  }

  @Test
  void itRunsAndTrainsItsCacheOnce() throws Exception {
    Clone.Run first = release.run("list", "an argument");
    assertEquals(0, first.exitCode(), first.err().toString());
    assertEquals(List.of("lab: writing the ahead-of-time cache (once a build)"), first.err());
    String jar = release.folder.resolve("lab.jar").toString();
    assertEquals(
        List.of("-jar", jar, "list", "an argument"),
        first.out().subList(first.out().size() - 4, first.out().size()));
    assertEquals(List.of(), release.run("list").err());
    assertTrue(Files.exists(release.folder.resolve("lab.aot")));
  }

  @Test
  void soakStartsItsServersFromTheSameJar() throws Exception {
    List<String> out = release.run("soak").out();
    assertEquals(List.of("-jar", "lab.jar", "soak"), out.subList(out.size() - 3, out.size()));
    assertTrue(out.contains("-XX:AOTCache=lab.aot"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "bench"})
  void whatNeedsTheTestsClassesSaysSo(String command) throws Exception {
    Clone.Run run = release.run(command);
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().size(), run.err().toString());
    assertTrue(run.err().getFirst().contains("clone"), run.err().toString());
  }

  @Test
  void aDamagedJarIsOneLine() throws Exception {
    Files.writeString(release.folder.resolve("lab.jar"), "PK and no end");
    Clone.Run run = release.run("list");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().size(), run.err().toString());
    assertTrue(run.err().getFirst().contains("unpack the release again"), run.err().toString());
  }
}
