// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.server.LabServer;
import socketlab.compare.server.ServerProcess;
import socketlab.linux.process.ProcessUsage;
import socketlab.pattern.Patterns;

/** A {@code lab serve} that a benchmark loads, and what an iteration cost it. */
final class LoadedServer implements AutoCloseable {
  private final ServerProcess process;
  private long answered;
  private long cpuNanos;

  private LoadedServer(ServerProcess process) {
    this.process = process;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param cpus for the server, where there are more
   * @param threads that read, or work, in a pattern that has several
   */
  static LoadedServer start(int cpus, String pattern, String transport, int threads)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(List.of("--pattern=" + pattern, "--transport=" + transport));
    options.addAll(LabServer.counts(Patterns.byId(pattern).orElseThrow(), threads, threads));
    return new LoadedServer(LabServer.serve(cpus, options.toArray(String[]::new)));
  }

  InetSocketAddress address() {
    return process.address();
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
  public void close() {
    process.close();
  }
}
