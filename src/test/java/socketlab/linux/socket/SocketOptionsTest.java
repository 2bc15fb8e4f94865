// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.process.Affinity;

@OnLinux
class SocketOptionsTest {

  private ServerSocketChannel listener;
  private int fd;

  @BeforeEach
  void listen() throws IOException {
    listener = ServerSocketChannel.open().bind(LoopbackConnection.ANY_PORT);
    fd = Descriptors.of(listener);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void deferAcceptIsRoundedUpToARetransmission() {
    assertEquals(0, SocketOptions.deferAccept(fd));
    SocketOptions.setDeferAccept(fd, 5);
    assertEquals(7, SocketOptions.deferAccept(fd));
    SocketOptions.setDeferAccept(fd, 0);
    assertEquals(0, SocketOptions.deferAccept(fd));
  }

  @Test
  void deferAcceptHidesAClientThatSendsNothing() throws IOException {
    SocketOptions.setDeferAccept(fd, 5);
    try (SocketChannel silent = SocketChannel.open(listener.getLocalAddress());
        SocketChannel talking = SocketChannel.open(listener.getLocalAddress())) {
      talking.write(ByteBuffer.wrap(new byte[1]));
      await().until(() -> ListenQueue.of(listener).queued() == 1);
      try (SocketChannel accepted = listener.accept()) {
        assertEquals(talking.getLocalAddress(), accepted.getRemoteAddress());
      }
      assertTrue(silent.isConnected());
    }
  }

  @Test
  void fastOpenKeepsItsQueueLength() {
    SocketOptions.setFastOpen(fd, 17);
    assertEquals(17, SocketOptions.fastOpen(fd));
  }

  @Test
  void incomingCpuKeepsItsCpu() {
    assertEquals(-1, SocketOptions.incomingCpu(fd));
    SocketOptions.setIncomingCpu(fd, 0);
    assertEquals(0, SocketOptions.incomingCpu(fd));
  }

  /**
   * Over loopback the CPU that sends a SYN also handles it. With one CPU shard 1 must stay empty.
   */
  @Test
  void theProgramSendsEachCpuToItsShard() throws IOException {
    List<ServerSocketChannel> shards = new ArrayList<>();
    List<SocketChannel> clients = new ArrayList<>();
    List<Integer> before = Affinity.allowed();
    try {
      SocketAddress address = LoopbackConnection.ANY_PORT;
      for (int i = 0; i < 2; i++) {
        ServerSocketChannel shard = ServerSocketChannel.open();
        shard.setOption(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
        shards.add(shard);
        address = shard.getLocalAddress();
      }
      SocketOptions.steerByCpu(Descriptors.of(shards.getFirst()), 2);
      int[] expected = new int[2];
      for (int cpu : before) {
        Affinity.pin(cpu);
        for (int i = 0; i < 10; i++) {
          clients.add(SocketChannel.open(address));
          expected[cpu % 2]++;
        }
      }
      for (int i = 0; i < 2; i++) {
        assertEquals(expected[i], ListenQueue.of(shards.get(i)).queued(), "shard " + i);
      }
    } finally {
      Affinity.allow(before);
      for (SocketChannel client : clients) {
        client.close();
      }
      for (ServerSocketChannel shard : shards) {
        shard.close();
      }
    }
  }

  @Test
  void aWrongDescriptorNamesTheOptionAndTheErrno() {
    var thrown = assertThrows(NativeException.class, () -> SocketOptions.setFastOpen(-1, 5));
    assertEquals("setsockopt(TCP_FASTOPEN)", thrown.call());
    assertEquals(Errno.EBADF.number(), thrown.errno());
    assertEquals(
        "getsockopt(TCP_DEFER_ACCEPT)",
        assertThrows(NativeException.class, () -> SocketOptions.deferAccept(-1)).call());
    assertEquals(
        "setsockopt(SO_ATTACH_REUSEPORT_CBPF)",
        assertThrows(NativeException.class, () -> SocketOptions.steerByCpu(-1, 1)).call());
  }
}
