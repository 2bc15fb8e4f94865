// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.compare.data.Load;
import socketlab.compare.plan.Workloads;

@Timeout(30)
class AnsweringTest {
  private static final String RIGHT = http("200 OK", "Hello, World!");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void theRightAnswerIsTaken() throws Exception {
    answer(RIGHT);
    assertEquals(Optional.empty(), fault("plaintext"));
    assertEquals(Optional.empty(), fault("pipelined"));
  }

  @Test
  void anotherStatusOrBodyIsNamed() throws Exception {
    answer(http("404 Not Found", "Hello, World!"), http("200 OK", "Hello, Moon!"));
    assertEquals(Optional.of("answers GET /plaintext with status 404"), fault("plaintext"));
    assertEquals(
        Optional.of("answers GET /plaintext with a body that is not \"Hello, World!\""),
        fault("plaintext"));
  }

  @Test
  void eachOfAWorkloadsPathsIsAskedFor() throws Exception {
    answer(RIGHT, http("404 Not Found", ""));
    assertEquals(Optional.of("answers GET /work?sleep=20 with status 404"), fault("mixed"));
  }

  @Test
  void rightAnswersBehindWhichTheConnectionEndsAreThoseOfNewConnections() throws Exception {
    answer(RIGHT, RIGHT);
    assertEquals(Optional.empty(), fault("new-connection"));
  }

  @Test
  void theSameBytesAreAnEcho() throws Exception {
    answer("Hello, World!", "Hello, Moon!!");
    assertEquals(Optional.empty(), fault("echo"));
    assertEquals(Optional.of("does not send back the bytes that it got"), fault("echo"));
  }

  @Test
  void silenceIsNotWaitedForForEver() throws Exception {
    // The kernel takes the connection, and nobody reads from it.
    for (String workload : new String[] {"plaintext", "echo"}) {
      assertEquals(
          Optional.of("does not answer in 100 ms"),
          Answering.fault(address(), load(workload), Duration.ofMillis(100)));
    }
  }

  @Test
  void whoIsNotThereIsAnError() throws IOException {
    InetSocketAddress nobody = address();
    listener.close();
    assertThrows(IOException.class, () -> Answering.fault(nobody, load("plaintext"), PATIENCE));
  }

  private Optional<String> fault(String workload) throws Exception {
    return Answering.fault(address(), load(workload), PATIENCE);
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private static Load load(String workload) {
    return Workloads.byName(workload, 1).orElseThrow();
  }

  private static String http(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  /** One connection after the other gets one of these, the last one every further; and its end. */
  private void answer(String... answers) {
    Thread.startVirtualThread(
        () -> {
          for (int i = 0; ; i++) {
            try (Socket socket = listener.accept()) {
              // A request is small and comes in one piece.
              socket.getInputStream().read(new byte[4096]);
              String text = answers[Math.min(i, answers.length - 1)];
              socket.getOutputStream().write(text.getBytes(US_ASCII));
            } catch (IOException e) {
              // The listener is closed: the test is over.
              return;
            }
          }
        });
  }
}
