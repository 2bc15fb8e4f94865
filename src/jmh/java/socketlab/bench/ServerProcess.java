// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import socketlab.linux.ProcessUsage;

/**
 * {@code lab serve} in a process of its own, with the launcher's own flags, pinned where possible.
 * It is stopped by SIGTERM to that process and no other; when this JVM ends early, by a hook.
 */
final class ServerProcess implements AutoCloseable {
  /** What {@code ./lab} gives the JVM, handed on by it so that there is one place for it. */
  static final String FLAGS_VARIABLE = "LAB_SERVER_FLAGS";

  private static final String LISTENING = "listening on ";
  private static final int SECONDS_TO_START = 30;
  private static final int SECONDS_TO_STOP = 10;

  private final Process process;
  private final Thread hook;
  private InetSocketAddress address;
  private long answered;
  private long cpuNanos;

  private ServerProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroy, "stop-server");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param options of {@code lab serve}, but for the port
   * @param cpus for the server, where there are more
   */
  static ServerProcess start(int cpus, String... options) throws IOException, InterruptedException {
    Path jar = Path.of("target/lab.jar");
    if (!Files.isReadable(jar)) {
      throw new IOException("no " + jar + " from here; run by ./lab bench");
    }
    List<String> command = new ArrayList<>(Pinning.prefix(cpus));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.addAll(List.of("-jar", jar.toString(), "serve", "--port=0"));
    command.addAll(List.of(options));
    ServerProcess server =
        new ServerProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    try {
      server.awaitListening();
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  static List<String> flags() {
    String flags = System.getenv().getOrDefault(FLAGS_VARIABLE, "").strip();
    return flags.isEmpty() ? List.of() : List.of(flags.split(" +"));
  }

  private void awaitListening() throws IOException {
    Thread watch = Thread.startVirtualThread(this::giveUpInTime);
    try {
      // What it says later is little, and fits into the pipe.
      BufferedReader lines = process.inputReader();
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.startsWith(LISTENING)) {
          URI uri = URI.create(line.substring(LISTENING.length()));
          address = new InetSocketAddress(uri.getHost(), uri.getPort());
          return;
        }
      }
      throw new IOException("the server ended, or did not listen in " + SECONDS_TO_START + " s");
    } finally {
      watch.interrupt();
    }
  }

  private void giveUpInTime() {
    try {
      Thread.sleep(java.time.Duration.ofSeconds(SECONDS_TO_START));
      process.destroyForcibly();
    } catch (InterruptedException e) {
      // It listens.
      return;
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** An iteration begins; called by the one thread that loads the server. */
  void begin() {
    answered = 0;
    cpuNanos = ProcessUsage.cpuNanos(process.pid());
  }

  /** Answers came; likewise. */
  void answered(int count) {
    answered += count;
  }

  /** The iteration is over; likewise. */
  void end() {
    ServerCpu.measured(ProcessUsage.cpuNanos(process.pid()) - cpuNanos, answered);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
