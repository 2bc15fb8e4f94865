// SPDX-License-Identifier: Apache-2.0
package socketlab.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What was there stays until all is written, and what could not be written is told. */
@Timeout(20)
class BesideFileTest {
  private static final String FULL = "/dev/full";

  @TempDir private Path folder;
  private Path place;

  @BeforeEach
  void anOldOneIsThere() throws IOException {
    place = Files.writeString(folder.resolve("log"), "old");
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void takesItsPlaceWhenItIsWhole() throws IOException {
    try (BesideFile file = BesideFile.at(place)) {
      file.write("new".getBytes());
      file.flush();
      assertEquals("old", Files.readString(place));
      file.commit();
    }
    assertEquals("new", Files.readString(place));
    assertEquals(1, files());
  }

  @Test
  void whatIsGivenUpLeavesNothing() throws IOException {
    try (BesideFile file = BesideFile.at(place)) {
      file.write("half".getBytes());
    }
    assertEquals("old", Files.readString(place));
    assertEquals(1, files());
  }

  @Test
  void whatAKilledProcessOfTheSameNumberLeftIsInNobodysWay() throws IOException {
    Files.writeString(
        place.resolveSibling("log." + ProcessHandle.current().pid() + ".part"), "half");
    try (BesideFile file = BesideFile.at(place)) {
      file.write("new".getBytes());
      file.commitForced();
    }
    assertEquals("new", Files.readString(place));
    assertEquals(1, files());
  }

  @Test
  void aLinkStaysAndWhatItPointsAtIsReplaced() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), place);
    try (BesideFile file = BesideFile.at(link)) {
      file.write("new".getBytes());
      file.commit();
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(place));
  }

  /** A PrintStream says nothing of what it could not write. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "no other has /dev/full")
  void aFullDeviceIsToldAtTheEndAndStays() throws IOException {
    Path full = Path.of(FULL);
    try (BesideFile file = BesideFile.at(full)) {
      PrintStream out = new PrintStream(file);
      out.println("x".repeat(100_000));
      assertTrue(out.checkError());
      assertThrows(IOException.class, file::commit);
    }
    assertTrue(Files.exists(full) && !Files.isRegularFile(full));
  }

  @Test
  void aFolderIsRefused() {
    assertThrows(IOException.class, () -> BesideFile.at(folder));
    assertThrows(IOException.class, () -> BesideFile.at(folder.resolve("none").resolve("log")));
  }

  @Test
  void onlyARegularFileOrANewOneIsReplaceable() throws IOException {
    assertTrue(BesideFile.isReplaceable(place));
    assertTrue(BesideFile.isReplaceable(folder.resolve("new")));
    assertFalse(BesideFile.isReplaceable(folder));
    assertFalse(BesideFile.isReplaceable(Files.createSymbolicLink(folder.resolve("l"), place)));
    assertFalse(
        BesideFile.isReplaceable(
            Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"))));
    assertFalse(BesideFile.isReplaceable(Path.of("/dev/null")));
  }
}
