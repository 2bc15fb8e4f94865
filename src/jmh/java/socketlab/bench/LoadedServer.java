// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import socketlab.compare.server.LabServer;
import socketlab.compare.server.ServerProcess;
import socketlab.linux.process.ProcessUsage;

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
   * @param options of {@code lab serve}, but for the port
   * @param cpus for the server, where there are more
   */
  static LoadedServer start(int cpus, String... options) throws IOException, InterruptedException {
    return new LoadedServer(LabServer.serve(cpus, options));
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
