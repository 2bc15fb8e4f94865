// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.NativeException;

@OnLinux
class SocketEndsTest {
  @Test
  void bothEndsAreAsTheJdkTellsThem() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      int fd = Descriptors.of(connection.server());
      assertSame(connection.server().getLocalAddress(), SocketEnds.local(fd));
      assertSame(connection.server().getRemoteAddress(), SocketEnds.remote(fd));
    }
  }

  /** A listener of both families hears of IPv4 peers by addresses of IPv6: ipv6(7). */
  @Test
  void anIpv4PeerOfAnIpv6ListenerHasItsOwnAddress() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      listener.bind(new InetSocketAddress(0));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        try (SocketChannel client =
                SocketChannel.open(new InetSocketAddress(InetAddress.getByName(host), port));
            SocketChannel accepted = listener.accept()) {
          int fd = Descriptors.of(accepted);
          assertSame(accepted.getLocalAddress(), SocketEnds.local(fd));
          assertSame(accepted.getRemoteAddress(), SocketEnds.remote(fd));
          assertSame(client.getLocalAddress(), SocketEnds.remote(fd));
        }
      }
    }
  }

  /** Of the same class too, and written the same: without a scope that is none. */
  private static void assertSame(java.net.SocketAddress expected, InetSocketAddress actual) {
    assertEquals(expected, actual);
    assertEquals(
        ((InetSocketAddress) expected).getAddress().getHostAddress().replaceAll("%.*", ""),
        actual.getAddress().getHostAddress());
    assertEquals(
        ((InetSocketAddress) expected).getAddress().getClass(), actual.getAddress().getClass());
  }

  @Test
  void aLinkLocalAddressKeepsItsScope() throws Exception {
    byte[] bytes = InetAddress.getByName("fe80::5").getAddress();
    InetSocketAddress address =
        new InetSocketAddress(Inet6Address.getByAddress(null, bytes, 7), 80);
    try (Arena arena = Arena.ofConfined()) {
      InetSocketAddress back = SocketAddress.read(SocketAddress.of(address, arena));
      assertEquals(7, ((Inet6Address) back.getAddress()).getScopeId());
      assertEquals(80, back.getPort());
      assertEquals(address, back);
    }
  }

  @Test
  void whatHasNoOtherEndHasNone() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(LoopbackConnection.ANY_PORT);
      int fd = Descriptors.of(listener);
      assertNull(SocketEnds.remote(fd));
      assertSame(listener.getLocalAddress(), SocketEnds.local(fd));
    }
  }

  @Test
  void bytesThatThePeerHasNotTakenAreCounted() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      SocketChannel server = connection.server();
      int fd = Descriptors.of(server);
      server.configureBlocking(false);
      ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
      while (server.write(bytes.clear()) > 0) {}
      int held = SocketEnds.unacknowledged(fd);
      assertTrue(held > 0, "held: " + held);
      ByteBuffer in = ByteBuffer.allocate(1 << 16);
      while (SocketEnds.unacknowledged(fd) > 0) {
        connection.client().read(in.clear());
      }
      assertEquals(0, SocketEnds.unacknowledged(fd));
    }
    assertEquals(-1, SocketEnds.unacknowledged(-1));
  }

  @Test
  void theStateTellsThatThePeerHasEndedOrResetBeforeAnythingIsRead() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      int fd = Descriptors.of(connection.server());
      assertEquals(TcpState.ESTABLISHED, SocketEnds.state(fd));
      connection.client().write(ByteBuffer.allocate(10));
      connection.client().shutdownOutput();
      await().until(() -> SocketEnds.state(fd) == TcpState.CLOSE_WAIT);
      connection.client().setOption(StandardSocketOptions.SO_LINGER, 0);
      connection.client().close();
      await().until(() -> SocketEnds.state(fd) == TcpState.CLOSE);
    }
    assertThrows(NativeException.class, () -> SocketEnds.state(-1));
  }
}
