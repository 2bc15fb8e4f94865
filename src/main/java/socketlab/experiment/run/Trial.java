// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import socketlab.compare.server.JvmFlags;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Observation;
import socketlab.experiment.claim.ObservationJson;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.Loopback;
import socketlab.linux.network.NetworkNamespace;

/**
 * One run of an experiment: a JVM like this one, in a private network.
 *
 * <pre>
 *   lab run ──unshare──▶ lab trial ID
 *     │ ── stdin, never written to ──▶ │   its end of file: the parent is gone, so end
 *     │ ◀──── observation, JSON ────── │   the last line of stdout
 * </pre>
 *
 * @param seen what the run saw
 * @param skipped why it could not run; then nothing was seen
 */
public record Trial(Optional<Observation> seen, Optional<String> skipped) {
  /** The hidden subcommand that {@link #serve} answers. */
  public static final String SUBCOMMAND = "trial";

  private static final JsonFactory JSON = new JsonFactory();

  /** Of a child that has ended: until what it printed is read, on a machine that is busy. */
  private static final int MOST_SECONDS_TO_READ = 20;

  static Trial skipped(String cause) {
    return new Trial(Optional.empty(), Optional.of(cause));
  }

  static Trial seen(Observation observation) {
    return new Trial(Optional.of(observation), Optional.empty());
  }

  /** Runs the experiment in a process of its own and waits for it; may be interrupted. */
  static Trial run(Experiment experiment) throws InterruptedException {
    long began = System.nanoTime();
    int most = 20 + 4 * experiment.claim().seconds();
    try {
      Process child =
          new ProcessBuilder(NetworkNamespace.here().create(command(experiment.id()))).start();
      try {
        var out = CompletableFuture.supplyAsync(() -> lines(child.inputReader()), Trial::start);
        var err = CompletableFuture.supplyAsync(() -> lines(child.errorReader()), Trial::start);
        if (!child.waitFor(most, TimeUnit.SECONDS)) {
          return seen(Observation.none("it did not end within " + most + " s", seconds(began)));
        }
        return read(
            out.get(MOST_SECONDS_TO_READ, TimeUnit.SECONDS),
            err.get(MOST_SECONDS_TO_READ, TimeUnit.SECONDS),
            seconds(began));
      } finally {
        child.destroyForcibly();
      }
    } catch (TimeoutException e) {
      String cause = "its process ended, and what it printed did not end";
      return seen(Observation.none(cause, seconds(began)));
    } catch (IOException | ExecutionException e) {
      return seen(Observation.none("its process failed: " + e.getMessage(), seconds(began)));
    }
  }

  /** The launcher's own flags and its ahead-of-time cache make the child start fast. */
  static List<String> command(String id) {
    List<String> command = new ArrayList<>(JvmFlags.again());
    command.addAll(List.of(SUBCOMMAND, id));
    return command;
  }

  private static void start(Runnable reader) {
    // To read a process's output blocks the thread, and carrier threads are few.
    Thread.ofPlatform().daemon().name("lab-trial-reader").start(reader);
  }

  private static List<String> lines(BufferedReader reader) {
    return reader.lines().toList();
  }

  /** The JVM may have warned before, on the same stream. */
  static Trial read(List<String> out, List<String> err, double seconds) throws IOException {
    if (out.isEmpty() || !out.getLast().startsWith("{")) {
      String last = err.isEmpty() ? "it printed nothing" : err.getFirst();
      return seen(Observation.none("its process ended early: " + last, seconds));
    }
    Map<?, ?> json = ObservationJson.parse(out.getLast());
    return json.get("skipped") instanceof String cause
        ? skipped(cause)
        : seen(ObservationJson.read(json));
  }

  /**
   * The child's side: runs the experiment here and writes what it saw; ends the process when the
   * parent is gone.
   *
   * @throws IllegalStateException when this network is not a new one
   */
  public static void serve(Experiment experiment) throws IOException {
    PrintStream parent = System.out;
    // Whatever else is printed is not the observation.
    System.setOut(System.err);
    enter();
    Thread.ofPlatform().daemon().name("lab-trial-parent").start(Trial::endWithParent);
    parent.println(answer(experiment));
    parent.flush();
  }

  /** What the child says: what the run saw, or why there was none. */
  static String answer(Experiment experiment) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      Availability needs = experiment.needs();
      if (needs.isAvailable()) {
        ObservationJson.write(json, observe(experiment));
      } else {
        json.writeStartObject();
        json.writeStringField("skipped", needs.cause().orElseThrow());
        json.writeEndObject();
      }
    }
    return text.toString();
  }

  /** A network in use is somebody's, and an experiment would change it. */
  private static void enter() {
    if (Loopback.isUp()) {
      throw new IllegalStateException(
          "this network is in use; start the experiment with ./lab run");
    }
    Loopback.up();
  }

  private static Observation observe(Experiment experiment) {
    long began = System.nanoTime();
    Notes notes = new Notes();
    try {
      String outcome = experiment.run(notes);
      return notes.observation(experiment, outcome, seconds(began));
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      return Observation.none(e.toString().lines().findFirst().orElse(""), seconds(began));
    }
  }

  private static void endWithParent() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Gone as well.
    }
    Runtime.getRuntime().halt(1);
  }

  private static double seconds(long began) {
    return Math.round((System.nanoTime() - began) / 1e7) / 100.0;
  }
}
