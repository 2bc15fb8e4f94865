// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Proc;
import socketlab.linux.process.Threads;

@OnLinux
class ShutdownTest {

  private LoopbackConnection connection;

  @BeforeEach
  void connect() throws IOException {
    connection = LoopbackConnection.connect();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
  }

  @Test
  void bytesThatHadArrivedAreReadBeforeEndOfFile() throws IOException {
    send("abc");
    Shutdown.read(connection.server());
    assertEquals("abc", read(connection.server()));
    assertEquals("end of file", read(connection.server()));
  }

  @Test
  void bytesThatArriveLaterAreReadToo() throws IOException {
    Shutdown.read(connection.server());
    assertEquals("end of file", read(connection.server()));
    send("late");
    assertEquals("late", read(connection.server()));
  }

  /** Why this class exists: here the same three bytes are lost. */
  @Test
  void theJdksOwnShutdownThrowsThemAway() throws IOException {
    send("abc");
    connection.server().shutdownInput();
    assertEquals("end of file", read(connection.server()));
  }

  @Test
  void wakesAPlatformThreadThatReads() throws Exception {
    var tid = new CompletableFuture<Integer>();
    var read = new CompletableFuture<String>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              tid.complete(Threads.currentTid());
              complete(read);
            });
    String status = "/proc/self/task/" + tid.get() + "/status";
    await().until(() -> Proc.value(status, "State").startsWith("S"));
    Shutdown.read(connection.server());
    assertEquals("end of file", read.get());
  }

  @Test
  void wakesAVirtualThreadThatReads() throws Exception {
    var read = new CompletableFuture<String>();
    Thread reader = Thread.ofVirtual().start(() -> complete(read));
    await().until(() -> reader.getState() == Thread.State.WAITING);
    Shutdown.read(connection.server());
    assertEquals("end of file", read.get());
  }

  @Test
  void aConnectionThatIsNoneNamesCallAndErrno() throws IOException {
    try (SocketChannel unconnected = SocketChannel.open()) {
      var thrown = assertThrows(NativeException.class, () -> Shutdown.read(unconnected));
      assertEquals("shutdown(SHUT_RD)", thrown.call());
      assertEquals(Errno.ENOTCONN.number(), thrown.errno());
    }
  }

  private void send(String text) throws IOException {
    connection.client().write(StandardCharsets.US_ASCII.encode(text));
    await().until(() -> arrived() == text.length());
  }

  /** The bytes that wait in the server's receive buffer, by the kernel's table. */
  private long arrived() throws IOException {
    var local = connection.server().getLocalAddress();
    return TcpSocketRow.readAll().stream()
        .filter(row -> row.local().equals(local) && row.state() == TcpState.ESTABLISHED)
        .mapToLong(TcpSocketRow::receiveQueue)
        .sum();
  }

  private void complete(CompletableFuture<String> result) {
    try {
      result.complete(read(connection.server()));
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    return channel.read(bytes) < 0
        ? "end of file"
        : StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
  }
}
