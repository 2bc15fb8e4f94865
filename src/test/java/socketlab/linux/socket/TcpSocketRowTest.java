// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;

@OnLinux
class TcpSocketRowTest {

  @Test
  void readsARowOfTcp() {
    assertEquals(
        new TcpSocketRow(
            new InetSocketAddress("127.0.0.1", 8080),
            new InetSocketAddress("0.0.0.0", 0),
            TcpState.LISTEN,
            0,
            5,
            1598),
        TcpSocketRow.parse(
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000     0"
                + "        0 1598 1 000000003e4a98a3 100 0 0 10 0"));
  }

  @Test
  void readsARowOfTcp6AndUnmapsIPv4() {
    assertEquals(
        new TcpSocketRow(
            new InetSocketAddress("2001:db8::1", 443),
            new InetSocketAddress("127.0.0.1", 65535),
            TcpState.ESTABLISHED,
            0xFF,
            1,
            7),
        TcpSocketRow.parse(
            "  12: B80D0120000000000000000001000000:01BB 0000000000000000FFFF00000100007F:FFFF 01"
                + " 000000FF:00000001 00:00000000 00000000     0        0 7 1 0 20 4 30 10 -1"));
  }

  @Test
  void seesBothFamilies() throws IOException {
    for (StandardProtocolFamily family : StandardProtocolFamily.values()) {
      if (family != StandardProtocolFamily.UNIX) {
        try (ServerSocketChannel listener = ServerSocketChannel.open(family)) {
          listener.bind(
              family == StandardProtocolFamily.INET
                  ? new InetSocketAddress("127.0.0.1", 0)
                  : new InetSocketAddress("::1", 0));
          assertEquals(TcpState.LISTEN, row(listener.getLocalAddress()).state());
        }
      }
    }
  }

  @Test
  void aListenersReceiveQueueIsItsAcceptQueue() throws IOException {
    try (ServerSocketChannel listener =
            ServerSocketChannel.open().bind(LoopbackConnection.ANY_PORT, 5);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
      assertEquals(client.getRemoteAddress(), listener.getLocalAddress());
      TcpSocketRow row = row(listener.getLocalAddress());
      assertEquals(1, row.receiveQueue());
      assertEquals(0, row.sendQueue(), "unlike ss, the table does not tell the cap");
    }
  }

  @Test
  void unreadBytesStandInTheReceiveQueue() throws IOException {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      connection.server().write(ByteBuffer.wrap(new byte[3]));
      SocketAddress local = connection.client().getLocalAddress();
      SocketAddress remote = connection.client().getRemoteAddress();
      // By both ends: a port may also stand in the table for what is in TIME_WAIT.
      await()
          .until(
              () ->
                  TcpSocketRow.readAll().stream()
                      .filter(row -> row.local().equals(local))
                      .filter(row -> row.remote().equals(remote))
                      .anyMatch(row -> row.receiveQueue() == 3));
    }
  }

  private static TcpSocketRow row(SocketAddress local) {
    return TcpSocketRow.readAll().stream()
        .filter(row -> row.state() == TcpState.LISTEN && row.local().equals(local))
        .findFirst()
        .orElseThrow();
  }
}
