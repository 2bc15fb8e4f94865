// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import socketlab.experiment.tool.Until;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

/**
 * Clients that send a SYN each and wait for nothing; the kernel's state of each can be asked. For
 * one thread.
 */
public final class ConnectingClients implements AutoCloseable {
  private final InetSocketAddress server;
  private final NetCounters before = NetCounters.read();
  private final List<SocketChannel> channels = new ArrayList<>();

  public ConnectingClients(SocketAddress server) {
    this.server = (InetSocketAddress) server;
  }

  public ConnectingClients(ServerSocketChannel server) throws IOException {
    this(server.getLocalAddress());
  }

  /**
   * Sends {@code count} SYNs, and returns when the server's kernel has admitted or dropped each.
   */
  public ConnectingClients connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      begin();
    }
    try {
      Until.holds("each SYN was judged", () -> overflows() >= synsSentInVain());
    } catch (TimeoutException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return this;
  }

  /** Sends one SYN. */
  public SocketChannel begin() throws IOException {
    SocketChannel channel = open();
    channel.connect(server);
    return channel;
  }

  /**
   * Sends one SYN from a client that hears no answer, so that its connection stays half open: the
   * server is in SYN_RECV, the client in SYN_SENT.
   */
  public SocketChannel beginDeaf() throws IOException {
    SocketChannel channel = open();
    SocketOptions.makeDeaf(Descriptors.of(channel));
    channel.connect(server);
    return channel;
  }

  private SocketChannel open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channels.add(channel);
    channel.configureBlocking(false);
    return channel;
  }

  /** How many are in this state now, by TCP_INFO of each. */
  public long in(TcpState state) {
    return channels.stream().filter(c -> TcpInfo.of(c).state() == state).count();
  }

  /**
   * The SYNs that got no answer: all of those who still wait, and all but the last of the others,
   * who must have sent nothing else twice.
   */
  public long synsSentInVain() {
    return channels.stream()
        .map(TcpInfo::of)
        .mapToLong(info -> info.totalRetransmits() + (info.state() == TcpState.SYN_SENT ? 1 : 0))
        .sum();
  }

  /**
   * The SYNs that found a full queue since the first of these clients; the network has no others.
   */
  public long overflows() {
    return NetCounters.read().since(before, "TcpExtListenOverflows");
  }

  /** The first of those in this state. */
  public SocketChannel first(TcpState state) {
    return channels.stream().filter(c -> TcpInfo.of(c).state() == state).findFirst().orElseThrow();
  }

  /** The address they connect to. */
  public InetSocketAddress server() {
    return server;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
