// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosingTest {
  private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes();

  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  @Test
  void theEndBehindTheAnswerIsSeen() throws Exception {
    CompletableFuture<Void> server = CompletableFuture.runAsync(() -> answer().run());
    assertTrue(Closing.isKeptBy(address(), Duration.ofSeconds(20)));
    server.join();
  }

  @Test
  void aConnectionThatIsKeptIsNotWaitedForForEver() throws Exception {
    CompletableFuture<Runnable> server = CompletableFuture.supplyAsync(this::answer);
    assertFalse(Closing.isKeptBy(address(), Duration.ofMillis(100)));
    server.join().run();
  }

  /** Takes a request and answers it; what it gives closes the connection. */
  private Runnable answer() {
    try {
      Socket socket = listener.accept();
      while (socket.getInputStream().available() == 0) {
        Thread.onSpinWait();
      }
      socket.getInputStream().readNBytes(socket.getInputStream().available());
      socket.getOutputStream().write(ANSWER);
      return () -> {
        try {
          socket.close();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      };
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
