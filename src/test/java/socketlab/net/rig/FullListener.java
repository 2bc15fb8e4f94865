// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A listener whose accept queue is full, so that a connect to it stays under way: SYN_SENT. */
public final class FullListener implements AutoCloseable {
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final List<SocketChannel> queued = new ArrayList<>();

  public FullListener() throws IOException {
    // A backlog of 1 has room for two; Linux drops the SYN of a third: tcp(7), listen(2).
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    for (int i = 0; i < 2; i++) {
      queued.add(SocketChannel.open(address()));
    }
  }

  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : queued) {
      channel.close();
    }
    listener.close();
  }
}
