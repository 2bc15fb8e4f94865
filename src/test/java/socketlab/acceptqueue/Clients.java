// SPDX-License-Identifier: Apache-2.0
package socketlab.acceptqueue;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import socketlab.linux.NetCounters;
import socketlab.linux.TcpInfo;
import socketlab.linux.TcpState;

/** Clients that send a SYN each and wait for nothing; the kernel's state of each can be asked. */
final class Clients implements AutoCloseable {

  private final SocketAddress server;
  private final NetCounters before = NetCounters.read();
  private final List<SocketChannel> channels = new ArrayList<>();

  Clients(SocketAddress server) {
    this.server = server;
  }

  /**
   * Sends {@code count} SYNs, and returns when the server's kernel has admitted or dropped each.
   */
  Clients connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channels.add(channel);
      channel.configureBlocking(false);
      channel.connect(server);
    }
    until(() -> overflows() >= synsSentInVain());
    return this;
  }

  /** How many are in this state now. */
  long in(TcpState state) {
    return channels.stream().filter(c -> TcpInfo.of(c).state() == state).count();
  }

  /** The SYNs, retries included, of those who still have no answer. */
  long synsSentInVain() {
    return channels.stream()
        .map(TcpInfo::of)
        .filter(info -> info.state() == TcpState.SYN_SENT)
        .mapToLong(info -> 1 + info.retransmits())
        .sum();
  }

  /**
   * The SYNs that found a full queue since the first of these clients; the network has no others.
   */
  long overflows() {
    return NetCounters.read().since(before, "TcpExtListenOverflows");
  }

  /** The first of those in this state. */
  SocketChannel first(TcpState state) {
    return channels.stream().filter(c -> TcpInfo.of(c).state() == state).findFirst().orElseThrow();
  }

  /** Waits for a state of the kernel, which on the loopback interface is there almost at once. */
  static void until(Callable<Boolean> state) {
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(state);
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
