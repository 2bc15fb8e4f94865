// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import java.io.IOException;
import socketlab.compare.load.Generator;
import socketlab.compare.server.LabCounters;
import socketlab.compare.server.ServerProcess;
import socketlab.linux.process.ProcessUsage;

/**
 * A server at rest, after a slice of load.
 *
 * @param seconds since the soak began
 * @param load of the slice before
 * @param requests answered so far, in all slices
 * @param errors that the generator told, of the slice before
 * @param residentBytes in RAM
 * @param descriptors open
 * @param threads alive
 * @param connections open, but for the one that asks
 */
record RestingServer(
    double seconds,
    String load,
    long requests,
    long errors,
    long residentBytes,
    int descriptors,
    int threads,
    long connections) {
  /** A generator that was killed has its connections closed by the kernel, a moment later. */
  private static final int TRIES = 100;

  private static final int BETWEEN_TRIES_MILLIS = 20;

  /** Looks when the server has seen all connections end, or after two seconds. */
  static RestingServer at(
      ServerProcess server, double seconds, String load, long before, Generator.Outcome slice)
      throws IOException, InterruptedException {
    long connections = connections(server);
    for (int i = 0; connections > 0 && i < TRIES; i++) {
      Thread.sleep(BETWEEN_TRIES_MILLIS);
      connections = connections(server);
    }
    // A Selector gives the descriptors of closed channels back when it selects again: for a
    // question.
    connections = connections(server);
    return new RestingServer(
        seconds,
        load,
        before + slice.requests(),
        slice.errors(),
        ProcessUsage.residentBytes(server.pid()),
        ProcessUsage.descriptors(server.pid()),
        ProcessUsage.threads(server.pid()),
        connections);
  }

  private static long connections(ServerProcess server) throws IOException {
    return LabCounters.of(server.address())
            .open()
            .orElseThrow(() -> new IOException("the server does not answer /stats any more"))
        - 1;
  }
}
