// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import socketlab.disk.BesideFile;

/**
 * Which steps a learner has done: a file of the user's with the name of an experiment a line, the
 * one done last at the end, in {@code $XDG_STATE_HOME/socketlab}, or {@code
 * ~/.local/state/socketlab} (XDG Base Directory Specification 0.8). It is replaced at once, so that
 * it is never half written. What is wrong with it is told in one line, and the course goes on
 * without it.
 *
 * <p>Thread contract: one thread.
 */
final class Place {
  private static final String FILE = "learned";

  private final Path file;
  private final PrintWriter err;
  private final LinkedHashSet<String> done = new LinkedHashSet<>();
  private boolean isKept = true;

  private Place(Path file, PrintWriter err) {
    this.file = file;
    this.err = err;
  }

  /**
   * As the user's file has it.
   *
   * @param environment gives an environment variable, null where it is not set
   * @param err is told what is wrong with the file
   */
  static Place read(UnaryOperator<String> environment, PrintWriter err) {
    Place place = new Place(folder(environment).resolve(FILE), err);
    place.read();
    return place;
  }

  /** A relative path there is to be ignored, says the specification. */
  private static Path folder(UnaryOperator<String> environment) {
    String state = environment.apply("XDG_STATE_HOME");
    String home = environment.apply("HOME");
    Path base =
        state != null && state.startsWith("/")
            ? Path.of(state)
            : Path.of(home != null ? home : System.getProperty("user.home"), ".local", "state");
    return base.resolve("socketlab");
  }

  private void read() {
    try {
      List<String> lines = Files.readAllLines(file, UTF_8);
      for (String line : lines) {
        if (Course.steps().stream().anyMatch(step -> step.experiment().id().equals(line))) {
          done.add(line);
        }
      }
      if (done.size() < lines.size()) {
        warn((lines.size() - done.size()) + " of its lines name no step; they are left out");
      }
    } catch (NoSuchFileException e) {
      // Nobody has learnt here yet.
    } catch (IOException e) {
      warn("it cannot be read (" + e + "); the course begins anew");
    }
  }

  boolean isDone(Course.Step step) {
    return done.contains(step.experiment().id());
  }

  /**
   * Where to go on: the first step that is not done after the one that was done last; and when
   * there is none, the first that is not done at all.
   */
  Optional<Course.Step> next() {
    List<Course.Step> open = Course.steps().stream().filter(step -> !isDone(step)).toList();
    int last = done.isEmpty() ? 0 : Course.step(done.getLast()).orElseThrow().number();
    return open.stream()
        .filter(step -> step.number() > last)
        .findFirst()
        .or(() -> open.stream().findFirst());
  }

  /** Notes a step, for the next time too. */
  void done(Course.Step step) {
    done.remove(step.experiment().id());
    done.add(step.experiment().id());
    if (!isKept) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      try (BesideFile next = BesideFile.at(file)) {
        next.write((String.join("\n", done) + "\n").getBytes(UTF_8));
        next.commit();
      }
    } catch (IOException e) {
      isKept = false;
      warn("your place cannot be kept (" + e + ")");
    }
  }

  private void warn(String what) {
    err.println("lab: " + file + ": " + what);
    err.flush();
  }
}
