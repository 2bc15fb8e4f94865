// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import socketlab.load.plan.Target;

/** A server with one fault, the same on each connection. */
final class BadServer implements AutoCloseable {
  /** What it does with the bytes of a request. */
  interface Fault {
    /** False: it then closes the connection. */
    boolean answer(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  BadServer(Fault fault) throws IOException {
    listener = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(() -> accept(fault));
  }

  /** It goes away with the first request. */
  static BadServer ofOneRequest() throws IOException {
    CompletableFuture<BadServer> self = new CompletableFuture<>();
    BadServer server =
        new BadServer(
            _ -> {
              self.join().close();
              return false;
            });
    self.complete(server);
    return server;
  }

  private void accept(Fault fault) {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, fault));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void serve(Socket socket, Fault fault) {
    try (socket) {
      byte[] request = new byte[4096];
      while (socket.getInputStream().read(request) > 0 && fault.answer(socket)) {}
    } catch (IOException e) {
      // The client has left.
      return;
    } finally {
      open.remove(socket);
    }
  }

  static boolean says(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    return true;
  }

  Target target() {
    return Target.parse("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
