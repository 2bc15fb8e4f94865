// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Http1Session;

/** The lab's endpoints, above all the echo, whose body streams. */
@Timeout(60)
class LabHandlerTest {
  /** Who runs the handler. */
  enum Where {
    IN_PLACE,
    BY_WORKERS;

    Handlers handlers() {
      return this == IN_PLACE ? Handlers.IN_PLACE : ManualWorkers.AT_ONCE;
    }
  }

  private static final String GET = "GET /plaintext HTTP/1.1\r\nHost: lab\r\n\r\n";

  private final List<Throwable> failures = new ArrayList<>();
  private HttpLimits limits = new HttpLimits(16 * 1024, 1L << 40, 64);

  private Wire wire(Handlers handlers) {
    ServerView nobody =
        new ServerView() {
          @Override
          public Stats stats() {
            return new Stats("none", "none", List.of(), List.of());
          }

          @Override
          public String picture() {
            return "";
          }
        };
    HttpConfig config =
        new HttpConfig(new LabHandler(nobody, List.of()), limits, HttpDate.NONE, failures::add);
    return new Wire(Http1Session.factory(config), handlers);
  }

  private static String head(String... fields) {
    return "POST /echo HTTP/1.1\r\nHost: lab\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  private static String sized(long length) {
    return head("Content-Type: a/b", "Content-Length: " + length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void aSmallBodyThatIsAtHandIsOneAnswer(Where where) {
    Wire wire = wire(where.handlers()).feed(sized(5) + "hello");
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 5\r\n\r\nhello", wire.received());
  }

  @ParameterizedTest
  @EnumSource
  void whatHasALengthComesBackWithIt(Where where) {
    Wire wire = wire(where.handlers()).feed(sized(10) + "hello");
    assertEquals("", wire.received(), "a short one is answered when it is whole");
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 10\r\n\r\nhelloworld",
        wire.feed("world").news());
    assertEquals(List.of(200), Answers.statuses(wire.feed(GET).news()));
  }

  @ParameterizedTest
  @EnumSource
  void whatComesInChunksGoesBackInChunks(Where where) {
    Wire wire = wire(where.handlers()).feed(head("Transfer-Encoding: chunked") + "5\r\nhello");
    wire.feed("\r\n6\r\n world\r\n0\r\n\r\n" + GET);
    assertTrue(wire.received().contains("chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n"));
    assertEquals(List.of("hello world", "Hello, World!"), Answers.bodies(wire.received()));
  }

  @Test
  void anHttp10PeerGetsItsLength() {
    String old = "POST /echo HTTP/1.0\r\nContent-Length: 10\r\n\r\n";
    Wire wire = wire(Handlers.IN_PLACE).feed(old + "hello").feed("world");
    assertEquals(List.of("helloworld"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatWaitsIsAskedForItsBody(Where where) {
    Wire wire = wire(where.handlers()).feed(head("Expect: 100-continue", "Content-Length: 5"));
    assertEquals("HTTP/1.1 100 Continue\r\n\r\n", wire.news());
    assertEquals(List.of("hello"), Answers.bodies(wire.feed("hello").received()));
  }

  @ParameterizedTest
  @EnumSource
  void aLongBodyTakesAFlatAmountOfMemory(Where where) {
    long length = 200L << 20;
    byte[] piece = new byte[64 * 1024];
    new Random(5).nextBytes(piece);
    Wire wire = wire(where.handlers()).feed(sized(length)).feed(piece);
    assertTrue(wire.news().endsWith(new String(piece, ISO_8859_1)), "it begins when it is full");
    for (long sent = piece.length; sent < length; sent += piece.length) {
      wire.feed(piece);
      assertArrayEquals(piece, wire.receivedBytes());
      wire.news();
    }
    assertTrue(wire.mostKept() <= 2 * EchoBody.MOST, "kept " + wire.mostKept());
    assertTrue(wire.mostHeld() <= Output.HIGH_WATER + 1024, "unread " + wire.mostHeld());
    assertEquals(List.of(200), Answers.statuses(wire.feed(GET).news()));
  }

  @Test
  void aPieceThatIsMoreThanItHoldsComesBackWhole() {
    byte[] body = new byte[4 * EchoBody.MOST];
    new Random(7).nextBytes(body);
    byte[] begin = Arrays.copyOf(body, EchoBody.MOST);
    Wire wire = wire(Handlers.IN_PLACE).feed(sized(2L * body.length)).feed(begin);
    wire.news();
    wire.feed(body);
    assertArrayEquals(body, wire.receivedBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatDoesNotReadIsNotReadFrom(boolean chunked) {
    Wire wire = wire(Handlers.IN_PLACE).stopReading();
    wire.feed(chunked ? head("Transfer-Encoding: chunked") : sized(10_000_000));
    byte[] piece = chunked ? bytes("2000\r\n" + "x".repeat(0x2000) + "\r\n") : new byte[8192];
    int sent = 0;
    while (wire.wantsInput()) {
      wire.feed(piece);
      sent += piece.length;
    }
    assertTrue(sent <= Output.HIGH_WATER + EchoBody.MOST + 3 * piece.length, "took " + sent);
    assertTrue(wire.mostKept() <= 3 * EchoBody.MOST, "kept " + wire.mostKept());
    assertEquals(Session.NEVER, wire.patience(), "whether it reads, its owner judges");
    wire.read(20_000);
    wire.startReading();
    assertTrue(wire.wantsInput(), "it goes on");
    assertTrue(wire.patience() != Session.NEVER, "and the peer's time runs again");
  }

  @Test
  void echoesBehindASlowAnswerWaitWithoutALoss() {
    ManualWorkers workers = new ManualWorkers();
    Wire wire = wire(workers);
    byte[] body = new byte[300_000];
    new Random(6).nextBytes(body);
    String text = new String(body, ISO_8859_1);
    String slow = "GET /work HTTP/1.1\r\nHost: lab\r\n\r\n";
    wire.feed(slow + sized(body.length));
    wire.feed(text + sized(body.length) + text + GET);
    workers.runLast();
    wire.turn();
    assertEquals("", wire.received(), "the slow one comes first");
    assertFalse(wire.wantsInput());
    while (workers.waiting() > 0) {
      workers.runAll();
      wire.turn();
    }
    assertEquals(List.of("done\n", text, text, "Hello, World!"), Answers.bodies(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void anyCutAndAnyPaceGiveTheSameBytes(Where where) {
    Random random = new Random(8);
    for (int round = 0; round < 40; round++) {
      byte[] body = new byte[random.nextInt(200_000)];
      random.nextBytes(body);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < 3; i++) {
        all.writeBytes(random.nextBoolean() ? withLength(body) : inChunks(body, random));
      }
      Wire wire = wire(where.handlers());
      feedAtAnyPace(wire, all.toByteArray(), random);
      String text = new String(body, ISO_8859_1);
      assertEquals(Collections.nCopies(3, text), Answers.bodies(wire.received()));
      assertEquals(Session.State.OPEN, wire.state());
    }
  }

  private static void feedAtAnyPace(Wire wire, byte[] bytes, Random random) {
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(50_000));
      wire.feed(Arrays.copyOfRange(bytes, at, end));
      at = end;
      if (random.nextInt(3) == 0) {
        wire.stopReading();
      } else if (random.nextBoolean()) {
        wire.startReading();
      } else {
        wire.read(random.nextInt(wire.unread() + 1));
      }
    }
    wire.startReading();
  }

  private static byte[] withLength(byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(sized(body.length)));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] inChunks(byte[] body, Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes(head("Transfer-Encoding: chunked")));
    for (int at = 0; at < body.length; ) {
      int end = Math.min(body.length, at + 1 + random.nextInt(100_000));
      all.writeBytes(bytes(Integer.toHexString(end - at) + "\r\n"));
      all.write(body, at, end - at);
      all.writeBytes(bytes("\r\n"));
      at = end;
    }
    all.writeBytes(bytes("0\r\n\r\n"));
    return all.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void aShortBodyThatBreaksOffGetsAStatus(Where where) {
    Wire wire = wire(where.handlers()).feed(sized(10) + "hello").end();
    assertEquals(List.of(400), Answers.statuses(wire.received()));
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    Wire chunks = wire(where.handlers()).feed(head("Transfer-Encoding: chunked") + "5\r\nhello*");
    assertEquals(List.of(400), Answers.statuses(chunks.received()));
    assertEquals(Session.State.TURNED_AWAY, chunks.state());
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @EnumSource
  void aLongOneThatBreaksOffBreaksItsAnswerOff(Where where) {
    String begin = "x".repeat(EchoBody.MOST);
    Wire wire = wire(where.handlers()).feed(sized(10_000_000) + begin).end();
    assertTrue(wire.received().endsWith(begin), "what has left has left");
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    String size = Integer.toHexString(EchoBody.MOST);
    Wire chunks = wire(where.handlers()).feed(head("Transfer-Encoding: chunked"));
    chunks.feed(size + "\r\n" + begin);
    chunks.feed("*");
    assertTrue(chunks.received().contains("x\r\n"));
    assertFalse(chunks.received().endsWith("0\r\n\r\n"), "no last chunk");
    assertEquals(Session.State.TURNED_AWAY, chunks.state());
    assertEquals(List.of(), failures);
  }

  @Test
  void theLimitOfABodyHoldsForOneThatStreams() {
    limits = new HttpLimits(1024, 100, 8);
    Wire sized = wire(Handlers.IN_PLACE).feed(sized(101));
    assertEquals(List.of(413), Answers.statuses(sized.received()));
    assertEquals(Session.State.TURNED_AWAY, sized.state());
    String hundred = head("Transfer-Encoding: chunked") + "64\r\n" + "x".repeat(100) + "\r\n";
    Wire exact = wire(Handlers.IN_PLACE).feed(hundred + "0\r\n\r\n");
    assertEquals(List.of("x".repeat(100)), Answers.bodies(exact.received()));
    Wire longer = wire(Handlers.IN_PLACE).feed(hundred + "1\r\nx\r\n0\r\n\r\n");
    assertEquals(List.of(413), Answers.statuses(longer.received()));
    limits = new HttpLimits(1024, EchoBody.MOST, 8);
    String size = Integer.toHexString(EchoBody.MOST);
    Wire begun = wire(Handlers.IN_PLACE).feed(head("Transfer-Encoding: chunked"));
    begun.feed(size + "\r\n" + "x".repeat(EchoBody.MOST)).feed("\r\n1\r\nx\r\n0\r\n\r\n");
    assertFalse(begun.received().endsWith("0\r\n\r\n"), "it has begun, and is broken off");
    assertEquals(Session.State.TURNED_AWAY, begun.state());
  }

  @Test
  void thePeersResetLeavesNothing() {
    Wire wire = wire(Handlers.IN_PLACE).stopReading().feed(sized(10_000_000));
    wire.feed(new byte[200_000]);
    wire.close();
    assertEquals(0, wire.conversation().kept());
    assertEquals(List.of(), failures);
  }

  @Test
  void theServerAsAWholeSaysWhatItCanDo() {
    Wire wire = wire(Handlers.IN_PLACE).feed("OPTIONS * HTTP/1.1\r\nHost: lab\r\n\r\n");
    Answers.Answer answer = Answers.of(wire.received()).getFirst();
    assertEquals(204, answer.status());
    assertEquals("GET, HEAD, POST, OPTIONS", answer.fields().get("allow"));
  }

  @Test
  void thePageLoadsFilesOfItsOwnThatABrowserKeeps() {
    Wire wire = wire(Handlers.IN_PLACE);
    String get = "GET %s HTTP/1.1\r\nHost: lab\r\n%s\r\n";
    Answers.Answer page = Answers.of(wire.feed(get.formatted("/", "")).news()).getFirst();
    assertTrue(page.fields().get("content-security-policy").startsWith("default-src 'none'"));
    assertFalse(page.body().contains("<section"), "no demo of what this server does not have");
    assertFalse(page.body().contains("{{"), page.body());
    assertFalse(page.body().contains("http://") || page.body().contains("https://"), page.body());
    Answers.Answer style =
        Answers.of(wire.feed(get.formatted("/demo/demo.css", "")).news()).getFirst();
    assertEquals("text/css; charset=utf-8", style.fields().get("content-type"));
    String etag = style.fields().get("etag");
    wire.feed(get.formatted("/demo/demo.css", "If-None-Match: " + etag + "\r\n"));
    assertEquals(304, Answers.toHead(wire.news()).status());
    wire.feed(get.formatted("/demo/demo.css", "If-None-Match: \"x\"\r\n"));
    assertEquals(200, Answers.of(wire.news()).getFirst().status());
    for (String none : List.of("/demo/jobs.js", "/demo/../demo/demo.css", "/demo/index.html")) {
      wire.feed(get.formatted(none, ""));
      assertEquals(404, Answers.of(wire.news()).getFirst().status(), none);
    }
  }

  @Test
  void onlyALookNeedsNoWorker() {
    ManualWorkers none = new ManualWorkers(0);
    for (String path : List.of("/stats", "/", "/nothing")) {
      Wire wire = wire(none).feed("GET " + path + " HTTP/1.1\r\nHost: lab\r\n\r\n");
      assertEquals(1, Answers.of(wire.received()).size(), path);
    }
    Wire work = wire(none).feed("GET /work HTTP/1.1\r\nHost: lab\r\n\r\n");
    assertEquals("", work.received());
    assertEquals(1, none.refused());
  }
}
