// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.PrivateNetworkExtension;

/** A packet leaves nothing for the collector, whose pauses would be the link's. */
@PrivateNetwork
class LinkAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int PACKETS = 10_000;

  /** In bytes, with compact headers. */
  private static final long SMALLEST_OBJECT = 8;

  @BeforeAll
  static void aLinkCanBeHad() {
    PrivateNetworkExtension.needs(Link.availability());
  }

  @Test
  void aPacketAllocatesNothing() throws IOException {
    try (Link link = Link.open(LinkOptions.ofDelay(Duration.ZERO));
        DatagramChannel server = DatagramChannel.open();
        DatagramChannel client = DatagramChannel.open()) {
      server.bind(new InetSocketAddress(Link.own(), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      client.connect(new InetSocketAddress(Link.peer(), port));
      // The JIT has its share first: a call that is not compiled yet allocates.
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < 10 && bytes >= SMALLEST_OBJECT * PACKETS; round++) {
        long before = allocated();
        carry(link, client);
        bytes = allocated() - before;
      }
      assertTrue(bytes < SMALLEST_OBJECT * PACKETS, bytes + " bytes, " + PACKETS + " packets");
    }
  }

  private static void carry(Link link, DatagramChannel client) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(64);
    long goal = link.counters().out().packets() + PACKETS;
    for (int i = 1; i <= PACKETS; i++) {
      client.write(packet.clear());
      if (i % 100 == 0) {
        long soFar = goal - PACKETS + i;
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> link.counters().out().packets() >= soFar);
      }
    }
  }

  private static long allocated() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("lab-link"))
        .mapToLong(t -> THREADS.getThreadAllocatedBytes(t.threadId()))
        .sum();
  }
}
