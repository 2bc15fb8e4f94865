// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A connection over the loopback interface, both of its ends. */
public record LoopbackConnection(
    ServerSocketChannel listener, SocketChannel client, SocketChannel server)
    implements AutoCloseable {

  public static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  public static LoopbackConnection connect() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open().bind(ANY_PORT);
    SocketChannel client = SocketChannel.open(listener.getLocalAddress());
    return new LoopbackConnection(listener, client, listener.accept());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    client.close();
    server.close();
  }
}
