// SPDX-License-Identifier: Apache-2.0
package socketlab.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A clone that belongs to somebody else, a home that is not there, and odd names. */
@Timeout(60)
class FoldersTest {
  /** Root may write anywhere. */
  private static final List<String> NOBODY =
      System.getProperty("user.name").equals("root")
          ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
          : List.of();

  @TempDir private Path root;

  @Test
  void aJarInAReadOnlyFolderRunsAndItsCacheIsTheUsers() throws Exception {
    Clone clone = readOnly(true);
    Path caches = root.resolve("caches");
    Files.createDirectory(caches);
    Files.setPosixFilePermissions(caches, PosixFilePermissions.fromString("rwxrwxrwx"));
    clone.environment.put("XDG_CACHE_HOME", caches.toString());
    Clone.Run first = clone.runBy(NOBODY, "list");
    assertEquals(0, first.exitCode(), first.err().toString());
    assertEquals(List.of("lab: writing the ahead-of-time cache (once a build)"), first.err());
    Clone.Run second = clone.runBy(NOBODY, "list");
    assertEquals(List.of(), second.err());
    assertTrue(
        second.out().stream()
            .anyMatch(one -> one.startsWith("-XX:AOTCache=" + caches + "/socketlab/")),
        second.out().toString());
  }

  @Test
  void withoutAPlaceForTheCacheItRunsWithoutOne() throws Exception {
    Clone clone = readOnly(true);
    clone.environment.remove("HOME");
    Clone.Run run = clone.runBy(NOBODY, "list");
    assertEquals(0, run.exitCode(), run.err().toString());
    assertEquals(List.of(), run.err());
    assertTrue(run.out().stream().noneMatch(one -> one.contains("AOTCache")), run.out().toString());
  }

  @Test
  void aJarInAReadOnlyFolderThatIsOldRunsAndSaysSo() throws Exception {
    Clone clone = readOnly(true);
    Files.setLastModifiedTime(clone.jar(), FileTime.fromMillis(0));
    clone.environment.remove("HOME");
    Clone.Run run = clone.runBy(NOBODY, "list");
    assertEquals(0, run.exitCode(), run.err().toString());
    assertEquals(1, run.err().size(), run.err().toString());
    assertTrue(run.err().getFirst().contains("running it as it is"), run.err().toString());
  }

  @Test
  void aReadOnlyFolderWithoutAJarIsOneLine() throws Exception {
    Clone.Run run = readOnly(false).runBy(NOBODY, "list");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().size(), run.err().toString());
    assertTrue(run.err().getFirst().contains("let its owner run ./lab list once"));
  }

  @Test
  void aColonInTheNameIsOneLine() throws Exception {
    Clone.Run run = new Clone(root, "a:b").run("list");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().size(), run.err().toString());
    assertTrue(run.err().getFirst().contains("colon"), run.err().toString());
  }

  @Test
  void withoutHomeAndWithoutAJdkItSaysWhatIsMissing() throws Exception {
    Clone clone = new Clone(root, "clone");
    clone.environment.remove("HOME");
    clone.environment.put("JAVA_HOME", root.toString());
    Clone.Run run = clone.run("--java-home");
    // There may be one in the usual folders.
    if (run.exitCode() != 0) {
      assertEquals(1, run.err().size(), run.err().toString());
    }
    assertTrue(
        run.err().stream().noneMatch(line -> line.contains("parameter")), run.err().toString());
  }

  /** A clone that this user may only read. */
  private Clone readOnly(boolean withJar) throws IOException, InterruptedException {
    assumeTrue(
        NOBODY.isEmpty() || canBecomeNobody(), "needs setpriv, to be somebody else than root");
    Clone clone = new Clone(root, "clone");
    if (withJar) {
      clone.environment.put("LAB_NO_AOT", "1");
      clone.run("list");
      clone.environment.remove("LAB_NO_AOT");
    }
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Stream<Path> all = Files.walk(clone.folder)) {
      for (Path one : all.toList()) {
        boolean runs = Files.isDirectory(one) || Files.isExecutable(one);
        Files.setPosixFilePermissions(
            one, PosixFilePermissions.fromString(runs ? "r-xr-xr-x" : "r--r--r--"));
      }
    }
    return clone;
  }

  private static boolean canBecomeNobody() throws IOException, InterruptedException {
    return new ProcessBuilder(Stream.concat(NOBODY.stream(), Stream.of("true")).toList())
            .start()
            .waitFor()
        == 0;
  }
}
