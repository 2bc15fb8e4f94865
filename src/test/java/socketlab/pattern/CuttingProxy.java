// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A link that breaks: each connection is cut, by RST on both sides, at a place by lot. */
final class CuttingProxy implements AutoCloseable {
  private final InetSocketAddress to;
  private final int most;
  private final Random random;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private int cuts;

  /**
   * @param most bytes that a connection carries from the client at the most
   */
  CuttingProxy(InetSocketAddress to, int most, long seed) throws IOException {
    this.to = to;
    this.most = most;
    random = new Random(seed);
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized int cuts() {
    return cuts;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = open(listener.accept());
        Socket server = open(new Socket(to.getAddress(), to.getPort()));
        int room = 1 + random.nextInt(most);
        Thread.ofPlatform().daemon().start(() -> carry(client, server, room));
        Thread.ofPlatform().daemon().start(() -> carry(server, client, Integer.MAX_VALUE));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private synchronized Socket open(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private void carry(Socket from, Socket into, int room) {
    byte[] buffer = new byte[8192];
    int left = room;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      while (left > 0) {
        int count = in.read(buffer, 0, Math.min(left, buffer.length));
        if (count < 0) {
          into.shutdownOutput();
          return;
        }
        out.write(buffer, 0, count);
        left -= count;
      }
      synchronized (this) {
        cuts++;
      }
    } catch (IOException e) {
      // The other direction was cut.
    }
    reset(from);
    reset(into);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (this) {
      sockets.forEach(CuttingProxy::reset);
    }
  }
}
