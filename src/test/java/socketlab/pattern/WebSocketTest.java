// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Answers.Answer;

/** WebSockets under every pattern, spoken to by the JDK's client and byte by byte. */
@EveryPattern
class WebSocketTest extends WithServer {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private static String upgrade(String fields) {
    return "GET /ws/echo HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + fields
        + "\r\n";
  }

  private JdkSocketClient open() {
    return new JdkSocketClient(server, "/ws/echo");
  }

  @Test
  void messagesComeBackAndACloseIsAnswered() throws InterruptedException {
    try (JdkSocketClient client = open()) {
      client.text("one ", false).text("message", true);
      assertEquals("text one message", client.next());
      client.binary(300_000);
      assertEquals("binary 300000", client.next());
      client.ping(4);
      assertEquals("pong 4", client.next());
      client.close(1000);
      assertEquals("close 1000", client.next());
    }
    server.awaitOpen(0);
  }

  @Test
  void aServerThatStopsSaysSo() throws InterruptedException {
    try (JdkSocketClient client = open().text("a")) {
      assertEquals("text a", client.next());
      assertEquals(0, server.stop(Duration.ofSeconds(10)).cutOff());
      assertEquals("close 1001", client.next());
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

  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";

  /** A client that has shaken hands and then sends these bytes, given as hexadecimal digits. */
  private TestClient sends(String hex) throws IOException {
    String bytes = new String(HexFormat.of().parseHex(hex.replace(" ", "")), ISO_8859_1);
    return server.connect().send(upgrade(VERSION + KEY)).send(bytes);
  }

  /** What a peer may not send, and the Close it gets; meanwhile another is served. */
  @Test
  void whoBreaksARuleIsToldAndNobodyElse() throws IOException, InterruptedException {
    Map<String, Integer> wrong =
        Map.of(
            "81 01 78", 1002, // not masked
            "89 fe 0080 00000000", 1002, // a Ping of 128 bytes
            "09 80 00000000", 1002, // a Ping in fragments
            "c1 80 00000000", 1002, // a compressed message, and none agreed on
            "82 ff 7fffffffffffffff 00000000", 1009, // eight exabytes
            "82 ff ffffffffffffffff", 1002, // and more
            "01 81 00000000 e2 80 81 00000000 41", 1007, // a snowman's first byte, then a letter
            "88 81 00000000 03", 1002, // half a code
            "88 82 00000000 03ed", 1002, // 1005
            "80 80 00000000", 1002); // nothing to go on with
    try (JdkSocketClient other = open()) {
      for (Map.Entry<String, Integer> one : wrong.entrySet()) {
        String all = sends(one.getKey()).readToEnd();
        String frames = all.substring(all.indexOf("\r\n\r\n") + 4);
        assertEquals(0x88, (int) frames.charAt(0), one.getKey());
        assertEquals(one.getValue(), frames.charAt(2) << 8 | frames.charAt(3), one.getKey());
      }
      other.text("still here");
      assertEquals("text still here", other.next());
      other.close(1000);
      server.awaitOpen(0);
    }
  }

  /** Fragments without an end: the limit of a message holds for all of them together. */
  @Test
  void fragmentsWithoutEndAreEnded() throws IOException, InterruptedException {
    String chunk = "\u0000\u00fe\u00ff\u00ff\0\0\0\0" + "x".repeat(0xffff);
    try (JdkSocketClient other = open()) {
      TestClient client =
          server.connect().send(upgrade(VERSION + KEY)).send("\u0002\u0080\0\0\0\0");
      for (int sent = 0; sent <= HttpLimits.DEFAULT.bodyBytes(); sent += 0xffff) {
        client.send(chunk);
      }
      String all = client.readToEnd();
      assertTrue(all.contains("\u0003\u00f1a message is at most 1048576 bytes"), all);
      other.text("still here");
      assertEquals("text still here", other.next());
      other.close(1000);
      server.awaitOpen(0);
    }
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
