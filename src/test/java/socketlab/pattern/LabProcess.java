// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import socketlab.linux.libc.Platform;

/** The lab as a process of its own, as a user starts it. */
public final class LabProcess implements AutoCloseable {
  private static final String CLASS_PATH = jar() + ":" + System.getProperty("java.class.path");
  private static final String LISTENING = "listening on http";

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  private LabProcess(Process process) {
    this.process = process;
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  /**
   * The lab's classes as a jar, which is how it is shipped: a jar is open already, so that a class
   * can be loaded when there are no descriptors left.
   */
  private static Path jar() {
    try {
      Path classes =
          Path.of(Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = Files.createTempFile("lab", ".jar");
      jar.toFile().deleteOnExit();
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
        for (Path file : files.toList()) {
          out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
          Files.copy(file, out);
        }
      }
      return jar;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static LabProcess start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * @param files descriptors it may have open
   */
  static LabProcess startWithFiles(int files, String... arguments) throws IOException {
    return start(List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"), arguments);
  }

  /**
   * What to start a program by that Ctrl-C or SIGHUP has to reach. A shell makes what it starts in
   * the background ignore SIGINT, nohup(1) SIGHUP; the tests pass that on, and a JVM leaves an
   * ignored signal alone: signal(7), sh(1), "Asynchronous Lists".
   */
  public static List<String> inForeground() {
    return Platform.availability().isAvailable()
        ? List.of("env", "--default-signal=INT,HUP")
        : List.of();
  }

  public static LabProcess startInForeground(String... arguments) throws IOException {
    return start(inForeground(), arguments);
  }

  /**
   * @param before the program that starts it, with its options
   */
  static LabProcess start(List<String> before, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            CLASS_PATH,
            "socketlab.cli.Lab"));
    command.addAll(List.of(arguments));
    return new LabProcess(new ProcessBuilder(command).start());
  }

  private void read(InputStream stream, List<String> lines) {
    readers.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  try (BufferedReader reader =
                      new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                    reader.lines().forEach(lines::add);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
  }

  /** Where it listens; waits until it says so. */
  public InetSocketAddress address() {
    eventually().until(() -> isListening() || !process.isAlive());
    if (!isListening()) {
      throw new AssertionError("the lab ended: " + out + err);
    }
    String[] parts = out.getLast().replaceFirst(LISTENING + "s?://", "").split(":");
    return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
  }

  private boolean isListening() {
    return !out.isEmpty() && out.getLast().startsWith(LISTENING);
  }

  public List<String> out() {
    return out;
  }

  public List<String> err() {
    return err;
  }

  /**
   * How long its threads have been awake, together, in nanoseconds: on a CPU, or waiting for one,
   * which is all a thread that spins can do on a busy machine.
   * Documentation/scheduler/sched-stats.rst.
   */
  long awakeNanos() {
    long sum = 0;
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path task : tasks) {
        try {
          String[] ranAndWaited = Files.readString(task.resolve("schedstat")).split(" ");
          sum += Long.parseLong(ranAndWaited[0]) + Long.parseLong(ranAndWaited[1]);
        } catch (IOException e) {
          // The thread ended between the listing and this.
          continue;
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the lab ended: " + out + err, e);
    }
    return sum;
  }

  /** Sends it a signal by its name, as kill(1) does: STOP, CONT, INT. */
  public void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      if (code != 0 && process.isAlive()) {
        throw new AssertionError("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** SIGTERM. By its handle, since {@link Process#destroy} would close its output as well. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** What it has started, and what those have, as far as they run. */
  public List<ProcessHandle> started() {
    return process.descendants().toList();
  }

  public boolean isEnded() {
    return !process.isAlive();
  }

  /** Its exit code, and all it had to say has been read. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + out + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
