// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import socketlab.linux.socket.ListenQueue;

/** Listeners on the loopback interface, non-blocking, at a port that the kernel chose. */
public final class Listeners {
  public static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Listeners() {}

  /**
   * One that called listen with this very backlog, also with 0, which the JDK would not pass on.
   */
  public static ServerSocketChannel listen(int backlog) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open().bind(ANY_PORT);
    listener.configureBlocking(false);
    ListenQueue.listen(listener, backlog);
    return listener;
  }

  /** A group on one port, by SO_REUSEPORT. */
  public record Shards(List<ServerSocketChannel> all) implements AutoCloseable {

    public static Shards listen(int count, int backlog) throws IOException {
      List<ServerSocketChannel> all = new ArrayList<>();
      InetSocketAddress address = ANY_PORT;
      for (int i = 0; i < count; i++) {
        ServerSocketChannel shard = ServerSocketChannel.open();
        // Before bind: afterwards it has no effect.
        shard.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        shard.bind(address, backlog).configureBlocking(false);
        address = (InetSocketAddress) shard.getLocalAddress();
        all.add(shard);
      }
      return new Shards(all);
    }

    public InetSocketAddress address() throws IOException {
      ServerSocketChannel open =
          all.stream().filter(ServerSocketChannel::isOpen).findFirst().orElseThrow();
      return (InetSocketAddress) open.getLocalAddress();
    }

    public ServerSocketChannel get(int index) {
      return all.get(index);
    }

    public int queued(int index) {
      return ListenQueue.of(all.get(index)).queued();
    }

    /** Takes all connections that wait at one, closes them, and says how many they were. */
    public int acceptAll(int index) throws IOException {
      int count = 0;
      for (SocketChannel next = get(index).accept(); next != null; next = get(index).accept()) {
        next.close();
        count++;
      }
      return count;
    }

    /** In all of them together that are open. */
    public int queued() {
      return all.stream()
          .filter(ServerSocketChannel::isOpen)
          .mapToInt(shard -> ListenQueue.of(shard).queued())
          .sum();
    }

    @Override
    public void close() throws IOException {
      for (ServerSocketChannel shard : all) {
        shard.close();
      }
    }
  }
}
