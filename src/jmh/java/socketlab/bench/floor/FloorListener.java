// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketOptions;

/** Where a floor listens, and how it says so. */
final class FloorListener {
  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 4096;

  private FloorListener() {}

  /**
   * Opens it, non-blocking.
   *
   * @param arguments port, and threads: 1
   */
  static ServerSocketChannel open(String[] arguments) throws IOException {
    if (!arguments[1].equals("1")) {
      throw new IllegalArgumentException("a floor has one thread, not " + arguments[1]);
    }
    ServerSocketChannel listener = ServerSocketChannel.open();
    if (Descriptors.availability().isAvailable()) {
      // Accepted sockets inherit it, tcp(7): no call a connection.
      SocketOptions.setNoDelay(Descriptors.of(listener));
    }
    listener.configureBlocking(false);
    listener.bind(new InetSocketAddress(HOST, Integer.parseInt(arguments[0])), BACKLOG);
    return listener;
  }

  /** The last thing before its loop begins. */
  static void say(ServerSocketChannel listener) throws IOException {
    System.out.println("version " + Runtime.version());
    System.out.println("listening on http://" + HOST + ":" + listener.socket().getLocalPort());
  }
}
