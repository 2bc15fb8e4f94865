// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A port for a server that does not tell which one it got: one that was free a moment ago. */
final class FreePort {
  private FreePort() {}

  static InetSocketAddress find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }
}
