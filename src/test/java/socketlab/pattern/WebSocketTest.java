// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.protocol.http1.Answers.Answer;

/** WebSockets under every pattern, spoken to by the JDK's client and byte by byte. */
@EveryPattern
class WebSocketTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  @Parameter Variant variant;
  TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.of(variant).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String upgrade(String fields) {
    return "GET /ws/echo HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + fields
        + "\r\n";
  }

  /** What the other side says, as text that a test can wait for. */
  private static final class Heard implements WebSocket.Listener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        all.add("text " + text);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes += data.remaining();
      if (last) {
        all.add("binary " + bytes);
        bytes = 0;
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      all.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      all.add("close " + code);
      return CompletableFuture.completedStage(null);
    }

    String next() throws InterruptedException {
      return all.poll(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private WebSocket open(HttpClient client, Heard heard) {
    URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws/echo");
    return client
        .newWebSocketBuilder()
        .connectTimeout(TestServer.SOON)
        .buildAsync(uri, heard)
        .orTimeout(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void sent(CompletableFuture<WebSocket> sending) {
    sending.orTimeout(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Test
  void messagesComeBackAndACloseIsAnswered() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Heard heard = new Heard();
      WebSocket socket = open(client, heard);
      sent(socket.sendText("one ", false));
      sent(socket.sendText("message", true));
      assertEquals("text one message", heard.next());
      sent(socket.sendBinary(ByteBuffer.wrap(new byte[300_000]), true));
      assertEquals("binary 300000", heard.next());
      sent(socket.sendPing(ByteBuffer.wrap(new byte[4])));
      assertEquals("pong 4", heard.next());
      sent(socket.sendClose(WebSocket.NORMAL_CLOSURE, "done"));
      assertEquals("close 1000", heard.next());
    }
    server.awaitOpen(0);
  }

  @Test
  void aServerThatStopsSaysSo() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Heard heard = new Heard();
      WebSocket socket = open(client, heard);
      sent(socket.sendText("a", true));
      assertEquals("text a", heard.next());
      assertEquals(0, server.stop(Duration.ofSeconds(10)).cutOff());
      assertEquals("close 1001", heard.next());
    }
  }

  /** RFC 6455 section 1.3 has this key and what it is answered with. */
  @Test
  void framesMayComeRightBehindTheHandshake() throws IOException {
    TestClient client = server.connect();
    // "Hello", masked, of section 5.7; and a Close.
    byte[] frames = {
      (byte) 0x81,
      (byte) 0x85,
      0x37,
      (byte) 0xfa,
      0x21,
      0x3d,
      0x7f,
      (byte) 0x9f,
      0x4d,
      0x51,
      0x58,
      (byte) 0x88,
      (byte) 0x80,
      0,
      0,
      0,
      0
    };
    client.send(upgrade("Sec-WebSocket-Version: 13\r\n" + KEY) + new String(frames, ISO_8859_1));
    String all = client.readToEnd();
    assertTrue(all.startsWith("HTTP/1.1 101 "), all);
    assertTrue(all.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), all);
    assertTrue(all.endsWith("\r\n\r\n\u0081\u0005Hello\u0088\u0000"), all);
  }

  /** The frames are those of RFC 7692 section 7.2.3.1. */
  @Test
  void compressionIsAgreedOnAndUsed() throws IOException {
    TestClient client =
        server
            .connect()
            .send(
                upgrade(
                    "Sec-WebSocket-Version: 13\r\n"
                        + KEY
                        + "Sec-WebSocket-Extensions: x, permessage-deflate; a=1\r\n"
                        + "Sec-WebSocket-Extensions: permessage-deflate;"
                        + " client_max_window_bits; server_max_window_bits=\"10\"\r\n"))
            .send("\u00c1\u0087\0\0\0\0\u00f2\u0048\u00cd\u00c9\u00c9\u0007\0")
            .send("\u0082\u00fe\u0001\0\0\0\0\0" + "a".repeat(256))
            .send("\u0088\u0080\0\0\0\0");
    String all = client.readToEnd();
    String agreed =
        "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
            + " client_no_context_takeover; server_max_window_bits=10\r\n";
    assertTrue(all.contains(agreed), all);
    String frames = all.substring(all.indexOf("\r\n\r\n") + 4);
    assertTrue(frames.startsWith("\u0081\u0005Hello\u00c2"), frames);
    assertTrue(frames.length() < 30, "256 letters, compressed, and a Close");
  }

  private void assertRefused(int status, String request) throws IOException {
    Answer answer = server.connect().send(request).read();
    assertEquals(status, answer.status(), answer.body());
  }

  @Test
  void aHandshakeThatIsNoneIsRefused() throws IOException {
    String version = "Sec-WebSocket-Version: 13\r\n";
    assertRefused(426, TestClient.get("/ws/echo"));
    assertRefused(426, upgrade(KEY));
    assertRefused(426, upgrade("Sec-WebSocket-Version: 8\r\n" + KEY));
    assertRefused(400, upgrade(version));
    assertRefused(400, upgrade(version + KEY + KEY));
    assertRefused(400, upgrade(version + "Sec-WebSocket-Key: short\r\n"));
    assertRefused(403, upgrade(version + KEY + "Origin: http://other.example\r\n"));
    assertRefused(403, upgrade(version + KEY + "Origin: null\r\n"));
    assertRefused(101, upgrade(version + KEY + "Origin: http://LAB\r\n"));
    assertRefused(400, upgrade(version + KEY + "Sec-WebSocket-Extensions: a; =\r\n"));
  }
}
