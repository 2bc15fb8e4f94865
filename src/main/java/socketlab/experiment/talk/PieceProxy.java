// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between clients and a server. What the client sends goes on at once; what the server
 * answers, when there is enough of it, or at its end. Each direction of a connection has a virtual
 * thread.
 */
final class PieceProxy implements AutoCloseable {
  private static final int MOST_BYTES = 64 * 1024;

  private final InetSocketAddress server;
  private final int least;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param server where requests go
   * @param least so many bytes, at most 64 KiB, of an answer are collected before they go on; 1 for
   *     what a read brings
   */
  PieceProxy(InetSocketAddress server, int least) throws IOException {
    this.server = server;
    this.least = least;
    listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.submit(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      threads.submit(() -> serve(client));
    }
  }

  private Void serve(Socket accepted) throws IOException {
    try (Socket client = accepted;
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      threads.submit(() -> pass(client.getInputStream(), upstream.getOutputStream(), 1));
      return pass(upstream.getInputStream(), client.getOutputStream(), least);
    }
  }

  private static Void pass(InputStream from, OutputStream to, int least) throws IOException {
    byte[] buffer = new byte[MOST_BYTES];
    // A read ends with the buffer's end at the latest, so that a lump is exactly as large as told.
    int most = least == 1 ? buffer.length : least;
    int held = 0;
    for (int count = 0; count >= 0; count = from.read(buffer, held, most - held)) {
      held += count;
      if (held >= least) {
        to.write(buffer, 0, held);
        held = 0;
      }
    }
    to.write(buffer, 0, held);
    return null;
  }

  /** Closes the listener first, which ends its thread; the connections are over by then. */
  @Override
  public void close() throws IOException {
    listener.close();
    threads.close();
  }
}
