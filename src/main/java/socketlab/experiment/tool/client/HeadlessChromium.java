// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import socketlab.compare.server.Program;
import socketlab.linux.libc.Availability;

/**
 * A Chromium without a window that shows one page. It is told nothing: what is to be known of it,
 * the page tells its own server.
 */
public final class HeadlessChromium implements AutoCloseable {
  private static final String PROGRAM = "chromium";
  private static final int TO_END_SECONDS = 10;

  private final Path folder;
  private final Process process;

  private HeadlessChromium(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Whether there is one here. */
  public static Availability availability() {
    return Program.find(PROGRAM).isPresent()
        ? Availability.yes()
        : Availability.no("chromium is not installed; install it: apt-get install chromium");
  }

  /**
   * Starts one, with a profile of its own.
   *
   * @param more options, as the browser has them
   */
  public static HeadlessChromium show(String url, String... more) throws IOException {
    Path folder = Files.createTempDirectory("lab-browser");
    List<String> command = new ArrayList<>();
    command.add(Program.find(PROGRAM).orElseThrow().toString());
    // --no-sandbox: in a namespace of a user's own there is no other way; the page is ours.
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--user-data-dir=" + folder));
    command.addAll(List.of(more));
    command.add(url);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("HOME", folder.toString());
    return new HeadlessChromium(folder, builder.start());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends all its processes, and removes what it kept. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(TO_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete();
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A process of it has written once more while it ended; the rest is in a temporary folder.
      return;
    }
  }
}
