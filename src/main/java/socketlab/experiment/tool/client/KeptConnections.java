// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that are kept open, each with one request under way at most. Accepted in their order,
 * since each has had an answer before the next is opened. For one thread.
 */
public final class KeptConnections implements AutoCloseable {
  private static final int MOST_WAIT_MILLIS = 10_000;

  /** What every answer ends with, and holds nowhere else. */
  private static final String END = "done\n";

  private final List<Socket> sockets = new ArrayList<>();
  private final byte[] buffer = new byte[1024];

  /** Opens so many to a {@code PatternServer}; each has had one answer. */
  public KeptConnections(InetSocketAddress server, int count) throws IOException {
    this(server, count, "/");
  }

  /**
   * Opens so many; each has had one answer.
   *
   * @param path whose answer is {@code done}, as that of {@code /work} is
   */
  public KeptConnections(InetSocketAddress server, int count, String path) throws IOException {
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MOST_WAIT_MILLIS);
        ask(i, path);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Sends a request and does not wait. */
  public void send(int connection, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    sockets.get(connection).getOutputStream().write(request.getBytes(US_ASCII));
  }

  /** Whether the answer to what was sent has begun to arrive. */
  public boolean isAnswered(int connection) {
    try {
      return sockets.get(connection).getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends a request and waits for its whole answer. */
  public void ask(int connection) throws IOException {
    ask(connection, "/");
  }

  private void ask(int connection, String path) throws IOException {
    send(connection, path);
    InputStream in = sockets.get(connection).getInputStream();
    int length = 0;
    while (!new String(buffer, 0, length, US_ASCII).endsWith(END)) {
      int more = in.read(buffer, length, buffer.length - length);
      if (more <= 0) {
        throw new IOException("the server closed a connection, or answered something else");
      }
      length += more;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
