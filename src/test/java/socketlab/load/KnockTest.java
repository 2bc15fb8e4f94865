// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** One address of a host after another, until one takes the connection. */
@Timeout(60)
class KnockTest {
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private final ServerSocket server = listener(50);

  KnockTest() throws IOException {}

  private static ServerSocket listener(int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private static InetSocketAddress nobody() throws IOException {
    try (ServerSocket gone = listener(1)) {
      return address(gone);
    }
  }

  private static InetSocketAddress address(ServerSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Test
  void theNextIsTriedWhenOneFails() throws Exception {
    Knock knock = new Knock(List.of(nobody(), nobody(), address(server)), PATIENCE);
    assertEquals(address(server), knock.answering());
  }

  @Test
  void theFirstThatAnswersIsTaken() throws Exception {
    try (ServerSocket second = listener(50)) {
      assertEquals(
          address(server),
          new Knock(List.of(address(server), address(second)), PATIENCE).answering());
    }
  }

  /** A queue that is full takes no more connects, and says nothing of it. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "other kernels refuse where the queue is full")
  void aSilentOneDoesNotHoldUpTheNext() throws Exception {
    try (ServerSocket silent = listener(1);
        Socket first = new Socket(silent.getInetAddress(), silent.getLocalPort());
        Socket second = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
      Knock knock = new Knock(List.of(address(silent), address(server)), PATIENCE);
      assertEquals(address(server), knock.answering());
      assertTrue(first.isConnected() && second.isConnected());
    }
  }

  @Test
  void whenAllFailEachOfThemIsNamed() throws Exception {
    Knock knock = new Knock(List.of(nobody(), nobody()), PATIENCE);
    IOException e = assertThrows(IOException.class, knock::answering);
    assertEquals("127.0.0.1: Connection refused, 127.0.0.1: Connection refused", e.getMessage());
  }

  @Test
  void oneThatFailsAloneNeedsNoName() throws Exception {
    Knock knock = new Knock(List.of(nobody()), PATIENCE);
    assertEquals(
        "Connection refused", assertThrows(IOException.class, knock::answering).getMessage());
  }
}
