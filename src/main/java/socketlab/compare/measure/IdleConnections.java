// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.ServerSnapshot;
import socketlab.linux.process.Limits;

/**
 * What an idle connection keeps in memory: that of the whole process after so many have been opened
 * and each has had one answer, minus that before, over their number. The kernel's side of a socket
 * is not in it.
 */
public final class IdleConnections {
  /** Loaded for this long before, so that the code and the heap are those of a server at work. */
  private static final int WARM_UP_SECONDS = 2;

  /** Descriptors that either side needs for itself. */
  private static final int SPARE = 500;

  private IdleConnections() {}

  /**
   * Opens connections and holds them for a moment.
   *
   * @return bytes a connection; noise can make it negative where there are few
   * @throws IOException when the limit of open files is too low, or an answer is missing
   */
  public static double bytesEach(
      ServerProcess server, int connections, Generator generator, int cpus)
      throws IOException, InterruptedException {
    Optional<String> tooFew = Limits.forOpenFiles(connections + SPARE).cause();
    if (tooFew.isPresent()) {
      throw new IOException(tooFew.get());
    }
    Load load = Workloads.byName("plaintext", 64).orElseThrow();
    generator.run(Generator.Task.of(load, server.address(), WARM_UP_SECONDS, cpus));
    long before = ServerSnapshot.residentBytes(server);
    List<Socket> open = new ArrayList<>(connections);
    try {
      for (int i = 0; i < connections; i++) {
        open.add(FirstAnswer.from(server.address()));
      }
      return (ServerSnapshot.residentBytes(server) - before) / (double) connections;
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
