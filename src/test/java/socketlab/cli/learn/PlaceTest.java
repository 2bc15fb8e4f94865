// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The learner's place outlives the command, and a bad file stops nobody. */
@Timeout(60)
class PlaceTest {
  private static final List<Course.Step> STEPS = Course.steps();

  @TempDir Path home;
  private final StringWriter told = new StringWriter();

  @Test
  void itGoesOnAfterTheStepThatWasDoneLast() throws IOException {
    read().done(STEPS.get(0));
    assertEquals(STEPS.get(1), read().next().orElseThrow());
    read().done(STEPS.get(9));
    assertEquals(STEPS.get(10), read().next().orElseThrow());
    read().done(STEPS.getLast());
    assertEquals(STEPS.get(1), read().next().orElseThrow());
    assertTrue(read().isDone(STEPS.get(9)));
    assertEquals("", told.toString());
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void itEndsWhenAllAreDone() {
    Place place = read();
    STEPS.forEach(place::done);
    assertTrue(read().next().isEmpty());
  }

  @Test
  void theStateFolderIsTheUsersWhereItIsAbsolute() {
    Place.read(Map.of("XDG_STATE_HOME", home + "/state", "HOME", "/nowhere")::get, err())
        .done(STEPS.get(0));
    assertTrue(Files.exists(home.resolve("state/socketlab/learned")));
    Place.read(Map.of("XDG_STATE_HOME", "state", "HOME", home.toString())::get, err())
        .done(STEPS.get(0));
    assertTrue(Files.exists(file()));
  }

  @Test
  void linesThatNameNoStepAreToldOnceAndLeftOut() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "no-such-step\n" + id(0) + "\n\n");
    Place place = read();
    assertTrue(place.isDone(STEPS.get(0)));
    assertFalse(place.isDone(STEPS.get(1)));
    assertEquals(1, told.toString().lines().count(), told.toString());
    assertTrue(told.toString().contains("2 of its lines name no step"), told.toString());
  }

  @Test
  void whatIsNoTextIsToldAndReplaced() throws IOException {
    Files.createDirectories(file().getParent());
    Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10});
    read().done(STEPS.get(0));
    assertEquals(1, told.toString().lines().count(), told.toString());
    assertEquals(id(0) + "\n", Files.readString(file()));
  }

  @Test
  void aPlaceThatCannotBeKeptIsToldOnce() throws IOException {
    // A file where the folder should be, which stops root as well.
    Files.writeString(home.resolve(".local"), "");
    Place place = read();
    place.done(STEPS.get(0));
    place.done(STEPS.get(1));
    assertEquals(STEPS.get(2), place.next().orElseThrow());
    assertTrue(told.toString().contains("cannot be kept"), told.toString());
    assertEquals(1, told.toString().lines().filter(l -> l.contains("cannot be kept")).count());
  }

  private Place read() {
    return Place.read(Map.of("HOME", home.toString())::get, err());
  }

  private PrintWriter err() {
    return new PrintWriter(told, true);
  }

  private Path file() {
    return home.resolve(".local/state/socketlab/learned");
  }

  private static String id(int step) {
    return STEPS.get(step).experiment().id();
  }
}
