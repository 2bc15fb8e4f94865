// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.PrivateNetworkExtension;
import socketlab.linux.TemporarySysctl;
import socketlab.linux.socket.ClientSocket;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketOptions;

/** What really goes over a link, as its recorder tells it. */
@PrivateNetwork
class PacketRecorderTest {
  private static final Duration DELAY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final byte[] HELLO = {1, 2, 3};

  @BeforeAll
  static void aLinkCanBeHad() {
    PrivateNetworkExtension.needs(Link.availability());
  }

  @Test
  void eachPacketIsSeenWhenItIsSentAndWhenItArrives() throws IOException {
    PacketRecorder recorder = new PacketRecorder();
    try (Link _ = Link.open(LinkOptions.ofDelay(DELAY), recorder);
        ServerSocket server = new ServerSocket(0, 10, Link.own());
        ClientSocket client = ClientSocket.connect(peer(server), PATIENCE);
        Socket accepted = server.accept()) {
      client.send(HELLO, 0, HELLO.length);
      assertArrayEquals(HELLO, accepted.getInputStream().readNBytes(HELLO.length));
      accepted.getOutputStream().write(HELLO);
      assertEquals(HELLO.length, client.receive(new byte[100]));

      RecordedConnection connection = RecordedConnection.first(recorder.packets()).orElseThrow();
      RecordedSegment answer = connection.bringing(0).orElseThrow();
      assertEquals(2, RoundTrips.until(connection, answer));
      assertArrayEquals(HELLO, connection.stream(true));
      assertArrayEquals(HELLO, connection.stream(false));
      List<RecordedSegment> until = connection.until(answer);
      assertEquals("SYN", until.getFirst().segment().describe());
      for (RecordedSegment one : until) {
        long nanos = one.packet().arrivedNanos() - one.packet().sentNanos();
        assertTrue(nanos >= DELAY.toNanos(), nanos + " ns");
      }
    }
  }

  @Test
  void aCookieLetsTheNextConnectionSayItsFirstBytesInTheSyn() throws IOException {
    PacketRecorder recorder = new PacketRecorder();
    try (var _ = TemporarySysctl.set("net.ipv4.tcp_fastopen", 3);
        Link _ = Link.open(LinkOptions.ofDelay(DELAY), recorder);
        ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(Link.own(), 0))) {
      SocketOptions.setFastOpen(Descriptors.of(server), 16);
      assertEquals(0, bytesInSyn(server.socket(), recorder));
      assertEquals(HELLO.length, bytesInSyn(server.socket(), recorder));
    }
  }

  /** Greets a server by Fast Open, and gives how much of that went in the SYN. */
  private static int bytesInSyn(ServerSocket server, PacketRecorder recorder) throws IOException {
    recorder.forget();
    try (ClientSocket _ = ClientSocket.fastOpen(peer(server), HELLO, PATIENCE);
        Socket accepted = server.accept()) {
      assertArrayEquals(HELLO, accepted.getInputStream().readNBytes(HELLO.length));
      RecordedConnection connection = RecordedConnection.first(recorder.packets()).orElseThrow();
      return connection.segments().getFirst().segment().payload().length;
    }
  }

  private static InetSocketAddress peer(ServerSocket server) {
    return new InetSocketAddress(Link.peer(), server.getLocalPort());
  }
}
