// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
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

  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
  private static final String END = "Hello, World!";

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
    long limit = Limits.openFiles().hard();
    if (limit < connections + SPARE) {
      throw new IOException(
          "the limit of open files is %d; raise it: ulimit -Hn %d"
              .formatted(limit, connections + SPARE));
    }
    Load load = Workloads.byName("plaintext", 64).orElseThrow();
    generator.run(Generator.Task.of(load, server.address(), WARM_UP_SECONDS, cpus));
    long before = ServerSnapshot.residentBytes(server);
    List<Socket> open = new ArrayList<>(connections);
    try {
      for (int i = 0; i < connections; i++) {
        open.add(answered(server.address()));
      }
      return (ServerSnapshot.residentBytes(server) - before) / (double) connections;
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** A connection that has had its answer. */
  private static Socket answered(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(5_000);
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[1024];
    int length = 0;
    while (!new String(buffer, 0, length, US_ASCII).endsWith(END)) {
      int more = length < buffer.length ? in.read(buffer, length, buffer.length - length) : -1;
      if (more < 0) {
        socket.close();
        throw new IOException("the server closed a connection, or answered something else");
      }
      length += more;
    }
    return socket;
  }
}
