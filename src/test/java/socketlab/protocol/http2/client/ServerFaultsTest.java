// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http2.client.StreamFailure.Kind;
import socketlab.protocol.http2.client.WiredClient.Told;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/** A server that is right in an unusual way, or wrong: frame by frame. */
@Timeout(60)
class ServerFaultsTest {
  private final WiredClient client = new WiredClient(ClientLimits.DEFAULT, null, 1);
  private final Output server = new Output(64);

  private ServerFaultsTest settings(int... pairs) {
    FrameWriter.settings(server, pairs);
    return this;
  }

  private ServerFaultsTest head(int stream, boolean last, String... namesAndValues) {
    byte[] block = block(namesAndValues);
    int flags = FrameType.END_HEADERS | (last ? FrameType.END_STREAM : 0);
    return frame(FrameType.HEADERS, flags, stream, block);
  }

  private ServerFaultsTest data(int stream, boolean last, String text) {
    return frame(
        FrameType.DATA, last ? FrameType.END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
  }

  private ServerFaultsTest frame(int type, int flags, int stream, byte[] payload) {
    FrameWriter.head(payload.length, type, flags, stream, server);
    server.put(payload);
    return this;
  }

  private static byte[] block(String... namesAndValues) {
    Output made = new Output(64);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      made.put(HpackEncoder.encode(namesAndValues[i], namesAndValues[i + 1]));
    }
    return WiredClient.taken(made);
  }

  /** Lets the client read what has been written. */
  private void say() {
    client.deliver(WiredClient.taken(server));
  }

  /** What the client has said since it was looked at last, frame by frame. */
  private List<String> said() {
    byte[] bytes = WiredClient.taken(client.out);
    List<String> frames = new ArrayList<>();
    int at = new String(bytes, ISO_8859_1).startsWith("PRI") ? 24 : 0;
    while (at < bytes.length) {
      int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
      int type = bytes[at + 3];
      int stream = bytes[at + 8];
      int code =
          type == FrameType.RST_STREAM
              ? bytes[at + 12]
              : type == FrameType.GOAWAY ? bytes[at + 16] : bytes[at + 4];
      frames.add(type + " " + stream + " " + code);
      at += FrameType.HEAD_BYTES + length;
    }
    return frames;
  }

  private static String reset(int stream, ErrorCode code) {
    return FrameType.RST_STREAM + " " + stream + " " + code.ordinal();
  }

  @Test
  void interimAnswersAndTrailersAreTold() {
    Told told = client.get("/");
    settings().head(1, false, ":status", "103", "link", "</a>");
    head(1, false, ":status", "200", "content-length", "5");
    data(1, false, "he").data(1, false, "llo").head(1, true, "sum", "12").say();
    assertEquals("[103] 200 hello [sum: 12] 1 null", told.toString());
  }

  @Test
  void pingsAndSettingsAreAcknowledged() {
    said();
    settings(PeerSettings.INITIAL_WINDOW_SIZE, 100);
    FrameWriter.ping(false, "abcdefgh".getBytes(ISO_8859_1), 0, server);
    say();
    assertEquals(
        List.of(FrameType.SETTINGS + " 0 " + FrameType.ACK, FrameType.PING + " 0 " + FrameType.ACK),
        said());
  }

  /** RFC 7541 section 4.2: a table that was made smaller waits to hear of it. */
  @Test
  void aServerWithASmallTableIsToldThatNoneIsUsed() {
    settings(PeerSettings.HEADER_TABLE_SIZE, 0).say();
    said();
    client.get("/");
    byte[] bytes = WiredClient.taken(client.out);
    assertEquals(HpackEncoder.NO_TABLE, bytes[FrameType.HEAD_BYTES]);
    client.get("/");
    assertEquals((byte) 0x82, WiredClient.taken(client.out)[FrameType.HEAD_BYTES]);
  }

  @Test
  void theServersLimitIsKeptFromWhenItIsKnown() {
    assertEquals(100, client.connection.room());
    settings(PeerSettings.MAX_CONCURRENT_STREAMS, 2).say();
    assertEquals(2, client.connection.room());
    client.get("/");
    client.get("/");
    assertEquals(0, client.connection.room());
    head(1, true, ":status", "200").say();
    assertEquals(1, client.connection.room());
    settings(PeerSettings.MAX_CONCURRENT_STREAMS, 0).say();
    assertEquals(0, client.connection.room());
  }

  /** It may become negative: RFC 9113 section 6.9.2. */
  @Test
  void aWindowThatIsMadeSmallerHoldsTheBody() {
    settings().say();
    Told told = client.ask(RequestBlock.of("POST", "http", "lab", "/", List.of()), false);
    byte[] body = new byte[30_000];
    assertEquals(20_000, client.connection.send(told.stream, body, 0, 20_000, false, client.out));
    settings(PeerSettings.INITIAL_WINDOW_SIZE, 10_000).say();
    assertEquals(0, client.connection.send(told.stream, body, 0, 30_000, true, client.out));
    FrameWriter.windowUpdate(1, 10_000, server);
    say();
    assertEquals(0, told.writable);
    FrameWriter.windowUpdate(1, 5_000, server);
    say();
    assertEquals(1, told.writable);
    assertEquals(5_000, client.connection.send(told.stream, body, 0, 30_000, true, client.out));
  }

  @Test
  void aBodyMayEndWithoutAnyWindow() {
    settings(PeerSettings.INITIAL_WINDOW_SIZE, 0).say();
    Told told = client.ask(RequestBlock.of("POST", "http", "lab", "/", List.of()), false);
    said();
    assertEquals(0, client.connection.send(told.stream, new byte[0], 0, 0, true, client.out));
    assertEquals(List.of("0 1 1"), said());
  }

  /** The server needs no more of the body: RFC 9113 section 8.1. */
  @Test
  void anAnswerBeforeTheBodysEndIsWhole() {
    settings().say();
    Told told = client.ask(RequestBlock.of("POST", "http", "lab", "/", List.of()), false);
    head(1, true, ":status", "413").say();
    assertEquals("[] 413  [] 1 null", told.toString());
    assertEquals(1, client.connection.underWay());
    FrameWriter.reset(1, ErrorCode.NO_ERROR, server);
    say();
    assertEquals(0, client.connection.underWay());
    assertNull(told.failure);
    said();
    assertEquals(9, client.connection.send(1, new byte[9], 0, 9, true, client.out));
    assertEquals(List.of(), said());
  }

  @Test
  void aStreamThatIsResetFailsAlone() {
    Told reset = client.get("/");
    Told refused = client.get("/");
    Told fine = client.get("/");
    settings();
    FrameWriter.reset(1, ErrorCode.INTERNAL_ERROR, server);
    FrameWriter.reset(3, ErrorCode.REFUSED_STREAM, server);
    head(5, true, ":status", "200").say();
    assertEquals(
        new StreamFailure(Kind.RESET, "the server reset the stream: INTERNAL_ERROR"),
        reset.failure);
    assertEquals(Kind.NOT_PROCESSED, refused.failure.kind());
    assertEquals(1, fine.completed);
  }

  @Test
  void whatIsAboveTheLastThatTheServerHeardMayBeSentAgain() {
    Told heard = client.get("/");
    Told unheard = client.get("/");
    settings();
    FrameWriter.goAway(1, ErrorCode.NO_ERROR, "", server);
    say();
    assertEquals(Kind.NOT_PROCESSED, unheard.failure.kind());
    assertNull(heard.failure);
    assertEquals(0, client.connection.room());
    head(1, true, ":status", "200").say();
    assertEquals(1, heard.completed);
    assertTrue(client.connection.isOver());
  }

  /** Its frames may be on their way when it is cancelled; the table has to be kept all the same. */
  @Test
  void whatComesForACancelledStreamIsPassedOver() {
    Told cancelled = client.get("/");
    Told fine = client.get("/");
    client.connection.cancel(1, ErrorCode.CANCEL, client.out);
    settings();
    // With incremental indexing: "x: y" becomes number 62.
    byte[] indexed = {(byte) 0x88, 0x40, 1, 'x', 1, 'y'};
    frame(FrameType.HEADERS, FrameType.END_HEADERS, 1, indexed).data(1, true, "late");
    byte[] byNumber = {(byte) 0x88, (byte) 0xbe};
    frame(FrameType.HEADERS, FrameType.END_HEADERS | FrameType.END_STREAM, 3, byNumber).say();
    assertEquals("[] 0  [] 0 null", cancelled.toString());
    assertEquals("[] 200  [] 1 null", fine.toString());
    assertNull(client.connection.failure());
  }

  static Stream<List<String>> malformedHeads() {
    return Stream.of(
        List.of("content-type", "text/plain"),
        List.of(":status", "20"),
        List.of(":status", "2000"),
        List.of(":status", "2x0"),
        List.of(":status", "099"),
        List.of(":status", "101"),
        List.of(":status", "200", ":status", "200"),
        List.of("server", "x", ":status", "200"),
        List.of(":status", "200", ":path", "/"),
        List.of(":status", "200", "connection", "close"),
        List.of(":status", "200", "transfer-encoding", "chunked"),
        List.of(":status", "200", "a b", "c"),
        List.of(":status", "200", "a", " b"),
        List.of(":status", "200", "a", "b\nc"),
        List.of(":status", "200", "content-length", "5", "content-length", "6"),
        List.of(":status", "200", "content-length", "+5"),
        List.of(":status", "200", "content-length", ""),
        List.of(":status", "200", "large", "x".repeat(66_000)));
  }

  @ParameterizedTest
  @MethodSource("malformedHeads")
  void aMalformedHeadCostsItsRequest(List<String> namesAndValues) {
    Told told = client.get("/");
    Told other = client.get("/");
    settings();
    byte[] block = block(namesAndValues.toArray(String[]::new));
    int at = server.size();
    server.put(new byte[FrameType.HEAD_BYTES]);
    server.put(block);
    FrameWriter.fields(at, false, 1, server);
    head(3, true, ":status", "200").say();
    assertEquals(Kind.MALFORMED, told.failure.kind());
    assertEquals(1, other.completed);
    assertTrue(said().contains(reset(1, ErrorCode.PROTOCOL_ERROR)));
  }

  /** The encoder writes names in lower case, so this block is made by hand. */
  @Test
  void aNameInUpperCaseIsMalformed() {
    Told told = client.get("/");
    byte[] upper = {(byte) 0x88, 0x00, 1, 'X', 1, 'y'};
    settings().frame(FrameType.HEADERS, FrameType.END_HEADERS, 1, upper).say();
    assertEquals(Kind.MALFORMED, told.failure.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"longer", "shorter", "no status", "interim ends", "trailer goes on"})
  void aMalformedBodyCostsItsRequest(String what) {
    Told told = client.get("/");
    settings();
    switch (what) {
      case "longer" ->
          head(1, false, ":status", "200", "content-length", "3").data(1, false, "four");
      case "shorter" ->
          head(1, false, ":status", "200", "content-length", "5").data(1, true, "four");
      case "no status" -> data(1, true, "four");
      case "interim ends" -> head(1, true, ":status", "100");
      default -> head(1, false, ":status", "200").head(1, false, "a", "b");
    }
    say();
    assertEquals(Kind.MALFORMED, told.failure.kind(), what);
    assertEquals(List.of(), said().stream().filter(f -> f.startsWith("7 ")).toList());
  }

  static Stream<String> connectionFaults() {
    return Stream.of(
        "not http2",
        "no settings",
        "push",
        "idle stream",
        "even stream",
        "ended stream",
        "bad hpack",
        "zero window",
        "large window",
        "too much data");
  }

  @ParameterizedTest
  @MethodSource("connectionFaults")
  void aFaultOfTheConnectionEndsIt(String what) {
    Told told = client.get("/");
    if (!what.equals("not http2") && !what.equals("no settings")) {
      settings();
    }
    switch (what) {
      case "not http2" -> server.put("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
      case "no settings" -> head(1, true, ":status", "200");
      case "push" ->
          frame(FrameType.PUSH_PROMISE, FrameType.END_HEADERS, 1, new byte[] {0, 0, 0, 2});
      case "idle stream" -> head(3, true, ":status", "200");
      case "even stream" -> head(2, true, ":status", "200");
      case "ended stream" -> head(1, true, ":status", "200").head(1, true, ":status", "200");
      case "bad hpack" ->
          frame(FrameType.HEADERS, FrameType.END_HEADERS, 1, new byte[] {(byte) 0xff, 0x7f});
      case "zero window" -> FrameWriter.windowUpdate(0, 0, server);
      case "large window" -> FrameWriter.windowUpdate(0, FrameType.LARGEST, server);
      default -> {
        head(1, false, ":status", "200");
        told.takes = false;
        for (int i = 0; i < 65; i++) {
          data(1, false, "x".repeat(16 * 1024));
        }
      }
    }
    say();
    assertTrue(client.connection.failure() != null, what);
    assertTrue(told.completed == 1 || told.failure.kind() == Kind.CONNECTION, what);
    assertTrue(client.connection.isOver());
    assertEquals(0, client.connection.room());
    assertTrue(said().stream().anyMatch(frame -> frame.startsWith("7 0 ")), "it says GOAWAY");
  }

  /** Nothing is thrown, and each request is told of once at most; behind the end, exactly once. */
  @Property(tries = 500)
  void anyFramesAreTakenOrEndTheConnection(@ForAll long seed) {
    Random random = new Random(seed);
    ServerFaultsTest test = new ServerFaultsTest();
    List<Told> all = new ArrayList<>();
    test.settings(PeerSettings.INITIAL_WINDOW_SIZE, random.nextInt(70_000));
    for (int i = 0; i < 60; i++) {
      if (test.client.connection.room() > 0 && random.nextInt(3) == 0) {
        boolean post = random.nextBoolean();
        Told told =
            test.client.ask(
                RequestBlock.of(post ? "POST" : "GET", "http", "lab", "/", List.of()), !post);
        told.takes = random.nextInt(4) > 0;
        all.add(told);
      }
      if (!all.isEmpty() && random.nextInt(4) == 0) {
        int stream = all.get(random.nextInt(all.size())).stream;
        switch (random.nextInt(3)) {
          case 0 -> test.client.connection.cancel(stream, ErrorCode.CANCEL, test.client.out);
          case 1 ->
              test.client.connection.send(
                  stream, new byte[40_000], 0, 40_000, random.nextBoolean(), test.client.out);
          default -> test.client.connection.consumed(stream, 10, test.client.out);
        }
      }
      test.any(random, all.size());
      test.say();
      test.client.out.clear();
    }
    test.client.connection.ended("over");
    for (Told told : all) {
      assertTrue(told.completed <= 1 && (told.completed == 0 || told.failure == null), "" + told);
    }
    assertEquals(0, test.client.connection.underWay());
  }

  private void any(Random random, int streams) {
    int stream = random.nextInt(10) == 0 ? random.nextInt(8) : 2 * random.nextInt(streams + 1) + 1;
    boolean last = random.nextInt(3) == 0;
    switch (random.nextInt(8)) {
      case 0, 1 -> head(stream, last, ":status", random.nextInt(8) == 0 ? "103" : "200");
      case 2, 3 -> data(stream, last, "x".repeat(random.nextInt(16_000)));
      case 4 -> FrameWriter.windowUpdate(stream, random.nextInt(100_000), server);
      case 5 -> FrameWriter.windowUpdate(0, 1 + random.nextInt(100_000), server);
      case 6 -> FrameWriter.reset(stream, ErrorCode.values()[random.nextInt(9)], server);
      default -> {
        byte[] payload = new byte[random.nextInt(20)];
        random.nextBytes(payload);
        frame(random.nextInt(11), random.nextInt(256), random.nextInt(3), payload);
      }
    }
  }
}
