// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.OnLinux;

@OnLinux
@Timeout(60)
class ClientSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void bytesGoBothWaysAndTheEndIsTold() throws IOException {
    try (ServerSocket server = listening();
        ClientSocket client = ClientSocket.connect(address(server), LONG)) {
      byte[] hello = {7, 1, 2, 3};
      try (Socket accepted = server.accept()) {
        client.send(hello, 1, 4);
        assertArrayEquals(new byte[] {1, 2, 3}, accepted.getInputStream().readNBytes(3));
        accepted.getOutputStream().write(hello);
        byte[] into = new byte[100];
        assertEquals(4, client.receive(into));
        assertArrayEquals(hello, Arrays.copyOf(into, 4));
      }
      assertEquals(-1, client.receive(new byte[1]));
    }
  }

  @Test
  void moreThanTheKernelTakesAtOnceIsSentWhole() throws Exception {
    byte[] much = new byte[4_000_000];
    new Random(3).nextBytes(much);
    try (ServerSocket server = listening();
        ClientSocket client = ClientSocket.connect(address(server), LONG);
        Socket accepted = server.accept()) {
      CompletableFuture<byte[]> read =
          CompletableFuture.supplyAsync(() -> readAll(accepted, much.length));
      client.send(much, 0, much.length);
      assertArrayEquals(much, read.get());
    }
  }

  private static byte[] readAll(Socket socket, int count) {
    try {
      return socket.getInputStream().readNBytes(count);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoIsRefusedIsToldSo() throws IOException {
    InetSocketAddress nobody;
    try (ServerSocket server = listening()) {
      nobody = address(server);
    }
    ConnectException refused =
        assertThrows(ConnectException.class, () -> ClientSocket.connect(nobody, LONG));
    assertTrue(refused.getMessage().contains("ECONNREFUSED"), refused.getMessage());
  }

  @Test
  void aServerThatSaysNothingIsWaitedForSoLong() throws IOException {
    try (ServerSocket server = listening();
        ClientSocket client = ClientSocket.connect(address(server), Duration.ofMillis(50))) {
      assertThrows(SocketTimeoutException.class, () -> client.receive(new byte[1]));
    }
  }

  @Test
  void itsEndMayBeAReset() throws IOException {
    try (ServerSocket server = listening();
        ClientSocket client = ClientSocket.connect(address(server), LONG);
        Socket accepted = server.accept()) {
      client.resetAtClose();
      client.close();
      assertThrows(SocketException.class, () -> accepted.getInputStream().read());
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
  }

  private static InetSocketAddress address(ServerSocket server) {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }
}
