// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.protocol.http.Field;
import socketlab.protocol.http2.Http2Client.Came;
import socketlab.protocol.http2.Http2Socket;
import socketlab.protocol.websocket.ClientFrames;

/** The lab's WebSockets as streams of one connection (RFC 8441), under every pattern. */
@EveryPattern
class Http2WebSocketTest {
  private static final Field VERSION = new Field("sec-websocket-version", "13");

  private static final Field LINES = new Field("sec-websocket-protocol", "lab.chat.text");

  @Parameter Variant variant;
  TestServer server;
  Http2Socket socket;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.of(variant).start();
    socket = Http2Socket.to(server.address());
    socket.client.begin();
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  private void open(int stream, String path, Field... more) throws IOException {
    Field[] fields = Arrays.copyOf(more, more.length + 1);
    fields[more.length] = VERSION;
    socket.client.connect(stream, "websocket", path, fields);
    socket.until(() -> came(stream).status != 0);
    assertEquals(200, came(stream).status);
  }

  private Came came(int stream) {
    return socket.client.came(stream);
  }

  private void text(int stream, String text) {
    socket.client.data(stream, false, new ClientFrames().text(text).bytes());
  }

  private void awaitText(int stream, String text) throws IOException {
    socket.until(() -> came(stream).body.indexOf(text) >= 0);
  }

  private void leave(int stream) throws IOException {
    socket.client.data(stream, true, new ClientFrames().close(1000).bytes());
    socket.until(() -> came(stream).ended);
    assertTrue(came(stream).body.toString().endsWith("\u0088\u0002\u0003\u00e8"));
  }

  /** Echo, chat and a topic at once, and requests between them. */
  @Test
  void theSameSocketsAsOverHttp1() throws IOException {
    open(1, "/ws/echo");
    open(3, "/ws/chat?room=r&name=ada", LINES);
    open(5, "/ws/chat?room=r&name=bob", LINES);
    open(7, "/topics/news/socket");
    awaitText(3, "bob has come");
    text(1, "to echo");
    text(3, "to all");
    text(7, "to the topic");
    awaitText(1, "to echo");
    awaitText(5, "ada: to all");
    awaitText(7, "to the topic");
    socket.client.get(9, "/plaintext");
    assertEquals("Hello, World!", socket.whole(9).body.toString());
    socket.client.data(1, false, new ClientFrames().binary(new byte[300_000]).bytes(), 16_000);
    socket.until(() -> came(1).body.length() > 300_000);
    for (int stream = 1; stream <= 7; stream += 2) {
      leave(stream);
    }
    socket.client.get(11, "/plaintext");
    assertEquals(200, socket.whole(11).status);
  }

  @Test
  void aServerThatStopsSaysSo() throws Exception {
    open(1, "/ws/echo");
    text(1, "a");
    awaitText(1, "a");
    CompletableFuture<Integer> stopped =
        CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(10)).cutOff());
    socket.until(() -> came(1).body.indexOf("\u0003\u00e9") >= 0);
    socket.client.data(1, true, new ClientFrames().close(1001).bytes());
    assertTrue(socket.client.connection.contains("GOAWAY 2147483647 0"));
    socket.close();
    assertEquals(0, stopped.get());
  }
}
