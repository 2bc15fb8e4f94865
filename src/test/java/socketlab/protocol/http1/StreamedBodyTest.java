// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.protocol.http1.Http.get;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** Bodies of requests that go to a consumer while they come. */
@Timeout(20)
class StreamedBodyTest {
  /** Who runs the handler. */
  enum Where {
    IN_PLACE,
    BY_WORKERS;

    Handlers handlers() {
      return this == IN_PLACE ? Handlers.IN_PLACE : Workers.AT_ONCE;
    }
  }

  /** Takes what it is told to, and keeps it. */
  private static final class Taker implements BodyConsumer {
    final StringBuilder text = new StringBuilder();
    int room = Integer.MAX_VALUE;
    boolean unwanted;
    int ends;
    int closed;
    List<Field> trailers;
    Exception failure;
    Response answer;

    @Override
    public int receive(byte[] bytes, int from, int to) throws Exception {
      if (failure != null) {
        throw failure;
      }
      if (unwanted) {
        return UNWANTED;
      }
      int count = Math.min(room, to - from);
      room -= count;
      text.append(new String(bytes, from, count, ISO_8859_1));
      return count;
    }

    @Override
    public void ended(List<Field> trailers) {
      ends++;
      this.trailers = trailers;
      if (answer != null) {
        answer.send(Status.OK, Http.bytes(text.toString()));
      }
    }

    @Override
    public void closed() {
      closed++;
    }

    @Override
    public int kept() {
      return text.length();
    }
  }

  private final Taker taker = new Taker();
  private final Workers workers = new Workers();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private Runnable waker;
  private HttpLimits limits = HttpLimits.DEFAULT;

  /** Takes the body of any request, and answers as its path says. */
  private final class Streaming implements HttpHandler {
    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) throws Exception {
      if (!request.isStreamed()) {
        response.send(Status.OK, request.body(), request.bodyOffset(), request.bodyLength());
        return;
      }
      switch (request.path()) {
        case "/unread" -> response.send(Status.UNAUTHORIZED);
        case "/unread-later" -> postponed.add(response.later());
        case "/at-once" -> {
          request.receive(taker);
          waker = request.waker();
          response.send(Status.ACCEPTED);
        }
        case "/throws" -> {
          request.receive(taker);
          throw new IllegalArgumentException("the handler");
        }
        default -> {
          request.receive(taker);
          waker = request.waker();
          taker.answer = response.later();
        }
      }
    }
  }

  private Wire wire(Handlers handlers) {
    return new Wire(Http.config(new Streaming(), limits, failures::add), handlers);
  }

  private static String head(String path, String... fields) {
    String[] all = new String[fields.length + 1];
    all[0] = "Host: lab";
    System.arraycopy(fields, 0, all, 1, fields.length);
    return Http.request("POST", path, "HTTP/1.1", all);
  }

  private static String sized(String path, int length) {
    return head(path, "Content-Length: " + length);
  }

  private static String chunked(String path) {
    return head(path, "Transfer-Encoding: chunked");
  }

  @ParameterizedTest
  @EnumSource
  void itComesInPieces(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello");
    assertEquals("hello", taker.text.toString());
    assertEquals("", wire.received());
    wire.feed("world" + get("/next"));
    assertEquals(1, taker.ends);
    assertEquals(List.of("helloworld", ""), Answers.bodies(wire.received()));
    assertEquals(0, taker.closed);
  }

  @ParameterizedTest
  @EnumSource
  void orInChunksWithTrailers(Where where) {
    String request =
        chunked("/up") + "5\r\nhello\r\n1;x=\"y\"\r\n!\r\n0\r\nDigest: a=b \r\nX:\r\n\r\n";
    Wire wire = wire(where.handlers()).feedByteByByte(Http.bytes(request + get("/next")));
    assertEquals(List.of("hello!", ""), Answers.bodies(wire.received()));
    assertEquals(List.of(new Field("Digest", "a=b"), new Field("X", "")), taker.trailers);
  }

  @Test
  void oneThatIsAtHandIsGivenWhole() {
    Wire wire = wire(Handlers.IN_PLACE).feed(sized("/up", 5) + "hello");
    assertEquals(List.of("hello"), Answers.bodies(wire.received()));
    assertEquals("", taker.text.toString());
  }

  @Test
  void whoDoesNotAskForItGetsItWholeWithItsTrailers() {
    List<Field> seen = new ArrayList<>();
    Wire wire =
        Http.wire(
            (request, response) -> {
              seen.addAll(request.trailers());
              response.send(Status.OK, request.body(), request.bodyOffset(), request.bodyLength());
            });
    wire.feed(chunked("/") + "2\r\nhi\r\n0\r\nX: y\r\n\r\n" + get("/"));
    assertEquals(List.of("hi", ""), Answers.bodies(wire.received()));
    assertEquals(List.of(new Field("X", "y")), seen, "and none is left for the next request");
  }

  @ParameterizedTest
  @EnumSource
  void whatItDoesNotTakeIsOfferedAgainWhenItAsks(Where where) {
    taker.room = 3;
    Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello");
    assertEquals("hel", taker.text.toString());
    assertFalse(wire.wantsInput());
    assertFalse(wire.wantsDrain(), "it is not for the output that it waits");
    wire.feed("wor");
    assertEquals("hel", taker.text.toString());
    taker.room = 4;
    waker.run();
    wire.turn();
    assertEquals("hellowo", taker.text.toString());
    taker.room = 100;
    waker.run();
    wire.feed("ld");
    assertEquals(List.of("helloworld"), Answers.bodies(wire.received()));
  }

  @Test
  void nothingIsTakenBeforeTheHandlerHasRun() {
    Wire wire = wire(workers).feed(sized("/up", 5) + "hel");
    assertFalse(wire.wantsInput());
    assertEquals(3, wire.pending());
    assertEquals(Session.NEVER, wire.patience(), "it is not the peer that is slow");
    workers.runAll();
    wire.turn();
    assertEquals("hel", taker.text.toString());
    assertEquals(List.of("hello"), Answers.bodies(wire.feed("lo").received()));
  }

  @ParameterizedTest
  @EnumSource
  void theAnswerMayComeBeforeTheBodyHasEnded(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/at-once", 10) + "hello");
    assertEquals(List.of(202), Answers.statuses(wire.received()));
    assertEquals(Session.State.OPEN, wire.state());
    wire.feed("world" + get("/next"));
    assertEquals(1, taker.ends);
    assertEquals(List.of(202, 200), Answers.statuses(wire.received()));
  }

  @ParameterizedTest
  @EnumSource
  void oneThatNobodyTakesEndsTheConnection(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/unread", 10) + "hello");
    assertEquals(List.of(401), Answers.statuses(wire.received()));
    assertTrue(Answers.of(wire.received()).getFirst().closes());
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    wire.news();
    assertEquals("", wire.feed("world" + get("/")).news(), "what follows cannot be told from it");
  }

  @ParameterizedTest
  @EnumSource
  void alsoWhenItsAnswerIsPostponed(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/unread-later", 10) + "hello");
    assertEquals(Session.State.OPEN, wire.state());
    assertFalse(wire.wantsInput());
    postponed.getFirst().send(Status.FORBIDDEN);
    wire.turn();
    assertTrue(Answers.of(wire.received()).getFirst().closes());
    assertEquals(Session.State.TURNED_AWAY, wire.state());
  }

  @ParameterizedTest
  @EnumSource
  void whatItWantsNoMoreIsLeftUnread(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello");
    taker.unwanted = true;
    wire.feed("wor");
    assertFalse(wire.wantsInput());
    assertEquals(Session.NEVER, wire.patience());
    taker.answer.send(Status.INSUFFICIENT_STORAGE);
    wire.turn();
    assertEquals(List.of(507), Answers.statuses(wire.received()));
    assertTrue(Answers.of(wire.received()).getFirst().closes());
    assertEquals(Session.State.TURNED_AWAY, wire.state());
    assertEquals("hello", taker.text.toString());
    assertEquals(0, taker.closed + taker.ends);
  }

  @ParameterizedTest
  @EnumSource
  void alsoWhenItsAnswerHasLeft(Where where) {
    Wire wire = wire(where.handlers()).feed(sized("/at-once", 10) + "hello");
    taker.unwanted = true;
    assertEquals(Session.State.TURNED_AWAY, wire.feed("wor").state());
    assertEquals(List.of(202), Answers.statuses(wire.received()));
  }

  @Test
  void theConnectionOfALastRequestEndsBehindItsBody() {
    Wire wire =
        wire(Handlers.IN_PLACE)
            .feed(head("/at-once", "Content-Length: 10", "Connection: close") + "hello");
    assertEquals(List.of(202), Answers.statuses(wire.received()));
    assertEquals(Session.State.OPEN, wire.state(), "the body still comes");
    wire.feed("world" + get("/"));
    assertEquals(1, taker.ends);
    assertEquals(Session.State.OVER, wire.state());
    assertEquals(List.of(202), Answers.statuses(wire.received()));
  }

  @Nested
  class ThePeerIsAskedForIt {
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private String expecting(String path) {
      return head(path, "Expect: 100-continue", "Content-Length: 5");
    }

    @ParameterizedTest
    @EnumSource
    void whenThereIsAConsumer(Where where) {
      Wire wire = wire(where.handlers()).feed(expecting("/up"));
      assertEquals(CONTINUE, wire.news());
      assertEquals(List.of("hello"), Answers.bodies(wire.feed("hello").news()));
    }

    @Test
    void notBeforeTheHandlerHasRun() {
      Wire wire = wire(workers).feed(expecting("/up"));
      assertEquals("", wire.received());
      workers.runAll();
      wire.turn();
      assertEquals(CONTINUE, wire.received());
    }

    @ParameterizedTest
    @EnumSource
    void notWhenNobodyTakesIt(Where where) {
      Wire wire = wire(where.handlers()).feed(expecting("/unread"));
      assertEquals(List.of(401), Answers.statuses(wire.received()));
      assertEquals(Session.State.TURNED_AWAY, wire.state());
    }

    @ParameterizedTest
    @EnumSource
    void beforeAnAnswerThatIsThereAlready(Where where) {
      Wire wire = wire(where.handlers()).feed(expecting("/at-once"));
      assertEquals(List.of(100, 202), Answers.statuses(wire.received()));
    }

    @Test
    void notWhenItComesUnasked() {
      Wire wire = wire(workers).feed(expecting("/up") + "he");
      workers.runAll();
      wire.turn();
      wire.feed("llo");
      assertEquals(List.of(200), Answers.statuses(wire.received()));
    }

    @Test
    void inItsTurn() {
      Wire wire = wire(workers).feed(get("/slow") + expecting("/up"));
      workers.run(1);
      wire.turn();
      assertEquals("", wire.received());
      workers.run(0);
      wire.turn();
      assertEquals(List.of(200, 100), Answers.statuses(wire.received()));
    }
  }

  @Nested
  class ItDoesNotComeToItsEnd {
    @ParameterizedTest
    @EnumSource
    void thePeerEnds(Where where) {
      Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello").end();
      assertCut(400, wire);
    }

    @ParameterizedTest
    @EnumSource
    void thePeerIsTooSlow(Where where) {
      assertCut(408, wire(where.handlers()).feed(sized("/up", 10) + "hello").timeout());
    }

    @ParameterizedTest
    @EnumSource
    void aChunkIsNone(Where where) {
      assertCut(400, wire(where.handlers()).feed(chunked("/up") + "5\r\nhello\r\n*"));
    }

    @ParameterizedTest
    @EnumSource
    void itIsTooLong(Where where) {
      limits = new HttpLimits(1024, 10, 8);
      assertCut(413, wire(where.handlers()).feed(chunked("/up") + "5\r\nhello\r\n6\r\nworld"));
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNoMemoryForIt(Where where) {
      Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello").overload();
      assertCut(503, wire);
      assertEquals("1", Answers.of(wire.received()).getFirst().fields().get("retry-after"));
    }

    @ParameterizedTest
    @EnumSource
    void theConsumerFails(Where where) {
      taker.failure = new Exception("no room on the disk");
      Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello");
      assertCut(500, wire);
      assertEquals(List.of(taker.failure), failures);
    }

    private void assertCut(int status, Wire wire) {
      assertEquals(List.of(status), Answers.statuses(wire.received()));
      assertTrue(Answers.of(wire.received()).getFirst().closes());
      assertEquals(Session.State.TURNED_AWAY, wire.state());
      assertEquals(1, taker.closed);
      assertEquals(0, taker.ends);
      assertFalse(wire.wantsInput());
      wire.close();
      assertEquals(1, taker.closed, "told once");
    }

    @ParameterizedTest
    @EnumSource
    void itIsKnownToBeTooLongBeforehand(Where where) {
      limits = new HttpLimits(1024, 10, 8);
      Wire wire = wire(where.handlers()).feed(sized("/up", 11) + "hello");
      assertEquals(List.of(413), Answers.statuses(wire.received()));
      assertEquals(0, taker.closed, "no handler has run");
    }

    @ParameterizedTest
    @EnumSource
    void theConnectionIsGone(Where where) {
      Wire wire = wire(where.handlers()).feed(sized("/up", 10) + "hello");
      wire.close();
      assertEquals(1, taker.closed);
    }

    @Test
    void beforeTheHandlerHasRun() {
      Wire wire = wire(workers).feed(sized("/up", 10)).end();
      assertEquals("", wire.received());
      workers.runAll();
      wire.turn();
      assertCut(400, wire);
    }

    @Test
    void theConnectionIsGoneBeforeTheHandlerHasRun() {
      Wire wire = wire(workers).feed(sized("/up", 10) + "hello");
      wire.close();
      assertEquals(0, taker.closed);
      workers.runAll();
      assertEquals(1, taker.closed);
    }

    @Test
    void behindAnAnswerThatIsOwed() {
      Wire wire = wire(workers).feed(get("/slow") + sized("/up", 10) + "hello");
      workers.run(1);
      wire.turn();
      wire.end();
      assertEquals("", wire.received());
      workers.run(0);
      wire.turn();
      assertEquals(List.of(200, 400), Answers.statuses(wire.received()));
      assertEquals(Session.State.TURNED_AWAY, wire.state());
      assertEquals(1, taker.closed);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerHasLeftAlready(Where where) {
      Wire wire = wire(where.handlers()).feed(sized("/at-once", 10) + "hello").end();
      assertEquals(List.of(202), Answers.statuses(wire.received()));
      assertEquals(1, taker.closed);
      assertEquals(Session.State.TURNED_AWAY, wire.state());
    }

    @ParameterizedTest
    @EnumSource
    void theHandlerFails(Where where) {
      Wire wire = wire(where.handlers()).feed(sized("/throws", 10) + "hello");
      assertEquals(List.of(500), Answers.statuses(wire.received()));
      assertEquals(1, taker.closed);
      assertEquals(Session.State.TURNED_AWAY, wire.state());
      assertInstanceOf(IllegalArgumentException.class, failures.getFirst());
    }
  }

  @Test
  void theServerStops() {
    Wire wire = wire(Handlers.IN_PLACE).feed(sized("/up", 10) + "hello").stop();
    assertEquals(Session.State.OPEN, wire.state());
    wire.feed("world" + get("/"));
    assertEquals(List.of("helloworld"), Answers.bodies(wire.received()));
    assertEquals(Session.State.OVER, wire.state());
  }

  @Test
  void whatTheConsumerKeepsIsCounted() {
    Wire wire = wire(Handlers.IN_PLACE).feed(sized("/up", 100) + "x".repeat(70));
    assertTrue(wire.conversation().kept() >= 70);
    wire.feed("x".repeat(30));
    assertEquals(0, wire.conversation().kept());
  }

  @Test
  void aConsumerIsNamedOnce() {
    HttpHandler twice =
        new HttpHandler() {
          @Override
          public boolean streamsBody(Request head) {
            return true;
          }

          @Override
          public void handle(Request request, Response response) {
            request.receive(taker);
            request.receive(taker);
          }
        };
    Wire wire = new Wire(Http.config(twice, limits, failures::add));
    wire.feed(sized("/", 10) + "hello").feed(get("/"));
    assertEquals(List.of(500), Answers.statuses(wire.received()));
    assertInstanceOf(IllegalStateException.class, failures.getFirst());
  }

  @Test
  void anyCutAndAnyRoomGiveTheSameBytes() {
    Random random = new Random(23);
    String body = "0123456789".repeat(300);
    for (int round = 0; round < 300; round++) {
      taker.text.setLength(0);
      Workers slow = new Workers();
      Wire wire = wire(random.nextBoolean() ? slow : Handlers.IN_PLACE);
      byte[] bytes = Http.bytes(request(body, random) + get("/next"));
      for (int at = 0; at < bytes.length; ) {
        taker.room = random.nextInt(500);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(700));
        wire.feed(java.util.Arrays.copyOfRange(bytes, at, end));
        at = end;
        if (random.nextBoolean() && waker != null) {
          waker.run();
        }
        if (random.nextBoolean() && slow.waiting() > 0) {
          slow.run(0);
        }
        wire.turn();
      }
      taker.room = Integer.MAX_VALUE;
      wire.wake();
      wire.turn();
      slow.runAll();
      wire.turn();
      slow.runAll();
      wire.turn();
      assertEquals(List.of(body, ""), Answers.bodies(wire.received()), "round " + round);
    }
  }

  private static String request(String body, Random random) {
    if (random.nextBoolean()) {
      return sized("/up", body.length()) + body;
    }
    StringBuilder text = new StringBuilder(chunked("/up"));
    for (int at = 0; at < body.length(); ) {
      int end = Math.min(body.length(), at + 1 + random.nextInt(900));
      text.append(Integer.toHexString(end - at)).append("\r\n");
      text.append(body, at, end).append("\r\n");
      at = end;
    }
    return text.append("0\r\n\r\n").toString();
  }
}
