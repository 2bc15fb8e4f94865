// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.protocol.Output;
import socketlab.protocol.http2.Http2Client;
import socketlab.protocol.http2.Http2Socket;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * Floods over sockets: each ends its own connection, soon, and no other. Over each transport once,
 * and once where connections have threads: the session that counts is the same under every pattern.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("variants")
@Timeout(60)
class Http2FloodTest {
  /** As many frames as no flood may have answered. */
  private static final int FRAMES = 20_000;

  /** Bytes that the server may keep for one connection, whatever it does. */
  private static final int MOST_KEPT = 4 << 20;

  @Parameter Variant variant;
  TestServer server;
  Http2Socket other;
  int next = 1;

  static Stream<Variant> variants() {
    return Variant.all().stream()
        .filter(
            variant ->
                List.of("sharded", "thread-per-connection").contains(variant.pattern().id()));
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.of(variant).budget(MOST_KEPT).start();
    other = Http2Socket.to(server.address());
    other.client.begin();
  }

  @AfterEach
  void stop() {
    other.close();
    server.close();
  }

  private void theOtherIsAnswered() throws IOException {
    other.client.get(next, "/plaintext");
    assertEquals("Hello, World!", other.whole(next).body.toString());
    next += 2;
  }

  /** What is sent again and again; {@code i} counts from 0. */
  enum Flood {
    RAPID_RESET(i -> both(get(stream(i)), reset(stream(i)))),
    MADE_YOU_RESET(i -> both(get(stream(i)), window(stream(i), 0))),
    MADE_YOU_RESET_BY_TOO_LARGE_A_WINDOW(
        i -> both(unfinished(stream(i)), window(stream(i), FrameType.LARGEST))),
    CONTINUATION(
        i ->
            i == 0
                ? Http2Client.frame(FrameType.HEADERS, 0, 1, new byte[] {(byte) 0x82})
                : Http2Client.frame(FrameType.CONTINUATION, 0, 1, new byte[] {0, 1, 'a', 1, 'b'})),
    SETTINGS(i -> Http2Client.frame(FrameType.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 100})),
    PING(i -> Http2Client.frame(FrameType.PING, 0, 0, new byte[8])),
    EMPTY_DATA(i -> i == 0 ? unfinished(1) : Http2Client.frame(FrameType.DATA, 0, 1, new byte[0])),
    WINDOW_UPDATE(i -> window(0, 1)),
    DEPENDENCY_CYCLES(
        i -> Http2Client.frame(FrameType.PRIORITY, 0, 3 + 2 * (i & 1), priority(5 - 2 * (i & 1)))),
    UNKNOWN_FRAMES(i -> Http2Client.frame(0x77, 0, 0, new byte[20]));

    private final IntFunction<byte[]> frames;

    Flood(IntFunction<byte[]> frames) {
      this.frames = frames;
    }

    private static int stream(int i) {
      return 2 * i + 1;
    }

    private static byte[] get(int stream) {
      int flags = FrameType.END_HEADERS | FrameType.END_STREAM;
      byte[] block = Http2Client.request("GET", "/topics/a?wait=30");
      return Http2Client.frame(FrameType.HEADERS, flags, stream, block);
    }

    private static byte[] unfinished(int stream) {
      byte[] block = Http2Client.request("POST", "/echo");
      return Http2Client.frame(FrameType.HEADERS, FrameType.END_HEADERS, stream, block);
    }

    private static byte[] reset(int stream) {
      return Http2Client.frame(FrameType.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    private static byte[] window(int stream, int increment) {
      Output out = new Output(16);
      FrameWriter.windowUpdate(stream, increment, out);
      return Http2Client.bytes(out);
    }

    private static byte[] priority(int on) {
      return new byte[] {0, 0, 0, (byte) on, 1};
    }

    private static byte[] both(byte[] one, byte[] then) {
      Output out = new Output(64);
      out.put(one);
      out.put(then);
      return Http2Client.bytes(out);
    }

    /** So many, in one piece. */
    byte[] from(int first, int count) {
      Output out = new Output(1024);
      for (int i = 0; i < count; i++) {
        out.put(frames.apply(first + i));
      }
      return Http2Client.bytes(out);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodEndsItsOwnConnection(Flood flood) throws IOException {
    long before = server.total().bytesIn();
    try (Http2Socket client = Http2Socket.to(server.address())) {
      client.client.keepsWindowsShut().begin();
      int sent = 0;
      while (sent < FRAMES && !client.isTurnedAway()) {
        client.send(flood.from(sent, 100));
        sent += 100;
        theOtherIsAnswered();
      }
      assertTrue(sent < FRAMES, "it may send " + sent);
      int code = client.untilEnd();
      // The reset of a server that closes may overtake its last words.
      assertTrue(code == ErrorCode.ENHANCE_YOUR_CALM.ordinal() || code == -1, "GOAWAY " + code);
    }
    theOtherIsAnswered();
    server.awaitOpen(1);
    long taken = server.total().bytesIn() - before;
    assertTrue(taken < 100 * FRAMES, "bytes: " + taken);
  }

  /** Requests for much, and no window for it; they end by time, and others are answered. */
  @Test
  void windowsThatStayShut() throws IOException {
    try (Http2Socket client = Http2Socket.to(server.address())) {
      client.client.keepsWindowsShut().begin(PeerSettings.INITIAL_WINDOW_SIZE, 0);
      Output out = new Output(1024);
      byte[] body = new byte[16_000];
      for (int i = 0; i < 60; i++) {
        int stream = 2 * i + 1;
        byte[] block = Http2Client.request("POST", "/echo");
        out.put(Http2Client.frame(FrameType.HEADERS, FrameType.END_HEADERS, stream, block));
        out.put(Http2Client.frame(FrameType.DATA, FrameType.END_STREAM, stream, body));
      }
      client.send(Http2Client.bytes(out));
      eventually().until(() -> server.total().requests() >= 60);
      for (int i = 0; i < 20; i++) {
        theOtherIsAnswered();
      }
    }
    server.awaitOpen(1);
    theOtherIsAnswered();
  }

  /** One large field in the table, and bytes that each stand for it. */
  @Test
  void aBombOfFields() throws IOException {
    Output out = new Output(1024);
    out.put(Http2Client.request("GET", "/"));
    out.put(new byte[] {0x40, 1, 'a', 0x7f, (byte) 0xa1, 0x1e});
    byte[] value = new byte[4000];
    java.util.Arrays.fill(value, (byte) 'b');
    out.put(value);
    byte[] again = new byte[10_000];
    java.util.Arrays.fill(again, (byte) 0xbe);
    out.put(again);
    try (Http2Socket client = Http2Socket.to(server.address())) {
      client.client.begin();
      client.client.headers(1, true, Http2Client.bytes(out));
      assertEquals(431, client.whole(1).status);
      theOtherIsAnswered();
      client.client.get(3, "/plaintext");
      assertEquals(200, client.whole(3).status);
    }
  }
}
