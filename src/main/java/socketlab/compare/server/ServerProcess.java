// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import socketlab.linux.libc.NativeException;

/**
 * A server in a process of its own. It is stopped by SIGTERM to that process and no other; when
 * this JVM ends early, by a hook.
 *
 * <p>Thread contract: one thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final String VERSION = "version ";
  private static final Duration TO_START = Duration.ofSeconds(30);
  private static final Duration TO_STOP = Duration.ofSeconds(10);

  /** Whoever ended this JVM is waiting for it. */
  private static final Duration TO_STOP_AT_EXIT = Duration.ofSeconds(2);

  private final Process process;
  private final Path errors;
  private final Optional<Path> folder;
  private final Thread hook;
  private InetSocketAddress address;
  private String version = "";

  private ServerProcess(Process process, Path errors, Optional<Path> folder) {
    this.process = process;
    this.errors = errors;
    this.folder = folder;
    this.hook = new Thread(() -> stop(TO_STOP_AT_EXIT), "stop-server");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a server that says {@code listening on http://HOST:PORT}, and waits until it does.
   *
   * @throws IOException when it does not, with the last line it complained of
   */
  public static ServerProcess start(List<String> command) throws IOException, InterruptedException {
    return started(command, Optional.empty(), ServerProcess::readAddress);
  }

  /**
   * The same, of one that keeps something.
   *
   * @param folder of its own; it goes when the server does
   */
  static ServerProcess start(List<String> command, Path folder)
      throws IOException, InterruptedException {
    return started(command, Optional.of(folder), ServerProcess::readAddress);
  }

  /**
   * Starts a server that says nothing, and waits until it accepts.
   *
   * @param folder of its own, with all it needs; it goes when the server does
   */
  public static ServerProcess start(List<String> command, InetSocketAddress address, Path folder)
      throws IOException, InterruptedException {
    return started(command, Optional.of(folder), server -> server.tryAddress(address));
  }

  /** Waits until a server listens. */
  @FunctionalInterface
  private interface Waiting {
    void until(ServerProcess server) throws IOException, InterruptedException;
  }

  private static ServerProcess started(List<String> command, Optional<Path> folder, Waiting waiting)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("lab-server", ".err");
    ServerProcess server =
        new ServerProcess(
            new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors, folder);
    Thread watch = Thread.startVirtualThread(server::giveUpInTime);
    try {
      waiting.until(server);
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  private void readAddress() throws IOException {
    // What it says later is little, and fits into the pipe.
    BufferedReader lines = process.inputReader();
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith(VERSION)) {
        version = line.substring(VERSION.length());
      }
      if (line.startsWith(LISTENING)) {
        URI uri = URI.create(line.substring(LISTENING.length()));
        address = new InetSocketAddress(uri.getHost(), uri.getPort());
        return;
      }
    }
    throw failed();
  }

  private void tryAddress(InetSocketAddress expected) throws IOException, InterruptedException {
    while (process.isAlive()) {
      try (Socket socket = new Socket(expected.getAddress(), expected.getPort())) {
        address = (InetSocketAddress) socket.getRemoteSocketAddress();
        return;
      } catch (IOException e) {
        Thread.sleep(Duration.ofMillis(10));
      }
    }
    throw failed();
  }

  private IOException failed() {
    return new IOException(
        "it ended, or did not listen in " + TO_START.toSeconds() + " s" + complaint());
  }

  /** The last that it said which is neither a stack's line nor a logging library's about itself. */
  private String complaint() {
    try (Stream<String> lines = Files.lines(errors)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith("SLF4J"))
          .reduce((_, later) -> later)
          .map(line -> ": " + line)
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private void giveUpInTime() {
    try {
      Thread.sleep(TO_START);
      process.destroyForcibly();
    } catch (InterruptedException e) {
      // It listens.
      return;
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** The process and what it has started: a server may be several. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(process.pid()));
    LongStream children = process.descendants().mapToLong(ProcessHandle::pid);
    children.forEach(pids::add);
    return pids;
  }

  /**
   * Looks at all its processes.
   *
   * @param look throws unchecked when the process is not there
   * @throws IOException in one line, when the server has ended
   */
  <T> List<T> ofEach(LongFunction<T> look) throws IOException {
    List<T> seen = new ArrayList<>();
    for (long pid : pids()) {
      try {
        seen.add(look.apply(pid));
      } catch (NativeException | UncheckedIOException | IllegalStateException e) {
        // A child may end meanwhile, and is then none of them; a zombie's files are empty.
        if (pid == pid()) {
          throw ended(e);
        }
      }
    }
    return seen;
  }

  private IOException ended(RuntimeException e) {
    return process.isAlive()
        ? new IOException("the server cannot be looked at: " + e.getMessage(), e)
        : new IOException("the server has ended" + complaint(), e);
  }

  /** What it said of itself before it listened; empty when nothing. */
  public String version() {
    return version;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook does it.
      return;
    }
    stop(TO_STOP);
  }

  private void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(errors);
    folder.ifPresent(ServerProcess::delete);
  }

  /** With what is in it. */
  private static void delete(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (IOException | UncheckedIOException e) {
      // It stays in the folder for such files; the server is stopped.
      return;
    }
  }
}
